"""Is a published file whole, what was it made from, do files agree with it, what does it tell?"""

from __future__ import annotations

import base64
import binascii
import hashlib
import itertools
import json
import os
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from geo.errors import ForeignFileError, InputError
from geo.files import cannot_be_read
from layers.store.address import name_of
from maps.fingerprint import fingerprint_of, part
from maps.leaks import Leak, Secrets, find_all
from maps.manifests import ManifestCheck, check_manifest, receipt_of

__all__ = ["COUNTS", "InputCheck", "Verdict", "provenance_in", "verify"]

_MOST_BYTES = 2_000_000_000
_MOST_HEAD = 64_000_000
#: The account of the rows, in the order in which it is told.
COUNTS = ("read", "accepted", "repaired", "set_aside", "duplicates")

PathLike = str | os.PathLike[str]


@dataclass(frozen=True)
class InputCheck:
    """One input: ``state`` is same, changed, unknown (no input of the page) or not_given.

    It is unnamed where a publication names no inputs, and no receipt of it is at hand.
    """

    name: str
    state: str
    sha256: str


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """What was found out about a page, or another file.

    ``damaged``: parts that are not what they were when the page was written; ``fingerprint``
    64 hexadecimal digits of the file as it is; ``counts`` what the page says became of the
    rows, ``recounted`` what becomes of them now (None when that was not looked at);
    ``provenance`` all that the page, or its manifest, says of its making, empty when it cannot be
    read. ``known``: whether anything says what the file was when it was written; ``leaks`` what it
    tells that it should not; ``manifest`` what lies beside it.
    """

    whole: bool
    damaged: tuple[str, ...]
    fingerprint: str
    told: str
    provenance: Mapping[str, Any]
    inputs: tuple[InputCheck, ...] = ()
    recounted: Mapping[str, int] | None = None
    known: bool = True
    leaks: tuple[Leak, ...] = ()
    manifest: ManifestCheck = field(default_factory=ManifestCheck)

    @property
    def counts(self) -> Mapping[str, int]:
        """What the page says became of the rows."""
        told = self.provenance.get("counts")
        numbers = told if isinstance(told, Mapping) else {}
        return {name: n for name in COUNTS if isinstance(n := numbers.get(name), int)}

    @property
    def ok(self) -> bool:
        """Whole, tells nothing that it should not, and neither file nor manifest contradicts it."""
        files = all(check.state in ("same", "not_given") for check in self.inputs)
        clean = not self.leaks and not self.manifest.wrong
        return self.whole and clean and files and self.recounted in (None, self.counts)


def verify(
    path: PathLike, inputs: Sequence[PathLike] = (), *, withheld: Secrets | None = None
) -> Verdict:
    """Check a published file, and ``inputs`` against what it says it was made from.

    Pages are compared with their own fingerprint, any file with the manifest beside it
    (`maps.manifests`), if there is one; and all are opened to the last layer and searched for
    traces of their making and for what is ``withheld``. What a publication was made from, which
    it does not say to its readers, is taken from the receipt beside it, where that is. Of a
    page rows are counted again when all its inputs are given, unchanged; read as the page says
    they were (layer, columns, encoding).

    Raises ForeignFileError when ``path`` cannot be read or looked into, InputError when an input
    cannot.
    """
    data = _bytes_of(path)
    found = fingerprint_of(data)
    manifest = check_manifest(path, data)
    provenance = provenance_in(data) if found else manifest.told
    receipt = {} if _inputs_of(provenance) else receipt_of(path, data)
    checks = _check_inputs(receipt or provenance, inputs)
    recounted = None
    if found and inputs and not receipt and all(check.state == "same" for check in checks):
        recounted = _recount(provenance, _records(provenance, inputs))
    whole = found.whole if found else manifest.same is not False
    return Verdict(
        whole=whole,
        damaged=found.damaged if found else () if whole else ("file",),
        fingerprint=found.found if found else hashlib.sha256(data).hexdigest(),
        told=found.told if found else "",
        provenance=provenance,
        inputs=checks,
        recounted=recounted,
        known=bool(found) or manifest.same is not None,
        leaks=_leaks(path, withheld, whole=whole),
        manifest=manifest,
    )


def _leaks(path: PathLike, withheld: Secrets | None, *, whole: bool) -> tuple[Leak, ...]:
    """What the file tells that it should not; that a damaged one cannot be opened is told, too."""
    name = Path(path).name
    try:
        found = find_all(path, withheld, name=name)
    except ForeignFileError as error:
        if whole:
            raise
        found = [Leak("unreadable", str(error), "", name)]
    return tuple(found)


def _bytes_of(path: PathLike) -> bytes:
    file = Path(path)
    try:
        if file.stat().st_size > _MOST_BYTES:
            raise ForeignFileError(f"{path}: larger than any page ({_MOST_BYTES:,} bytes)")
        return file.read_bytes()
    except OSError as error:
        raise ForeignFileError(cannot_be_read(path, error)) from error


def provenance_in(data: bytes) -> Mapping[str, Any]:
    """What the page's head says of its making; empty when the head cannot be read."""
    head = part(data, "kordon-head")
    if head is None:
        return {}
    try:
        unpacked = zlib.decompressobj().decompress(base64.b64decode(head), _MOST_HEAD)
        told = json.loads(unpacked).get("provenance")
    except (ValueError, AttributeError, binascii.Error, zlib.error, RecursionError):
        return {}
    return told if isinstance(told, Mapping) else {}


def _check_inputs(
    provenance: Mapping[str, Any], inputs: Sequence[PathLike]
) -> tuple[InputCheck, ...]:
    """Files that were given by their content first, then by their name; then the page's others."""
    rest = _inputs_of(provenance)
    published = "publication" in provenance or "profile" in provenance
    other = "unknown" if rest or not published else "unnamed"
    checks = []
    for path in inputs:
        name, digests = name_of(path), _digests(path)
        same = next((one for one in rest if one[1] in digests), None)
        namesake = next((one for one in rest if one[0] == name), None)
        matched = same or namesake
        if matched:
            rest.remove(matched)
        state = "same" if same else "changed" if namesake else other
        checks.append(InputCheck(name, state, same[1] if same else digests[0]))
    checks += [InputCheck(name, "not_given", digest) for name, digest in rest]
    return tuple(checks)


def _inputs_of(provenance: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Names and SHA-256 of the inputs that are named."""
    listed = provenance.get("inputs")
    return [
        (str(one.get("name", "")), str(one.get("sha256", "")))
        for one in (listed if isinstance(listed, list) else [])
        if isinstance(one, Mapping)
    ]


def _digests(path: PathLike) -> tuple[str, ...]:
    from layers.readers.stored import content_digests

    try:
        return content_digests(path)
    except OSError as error:
        raise InputError(cannot_be_read(path, error)) from error


def _records(provenance: Mapping[str, Any], inputs: Sequence[PathLike]) -> list[PathLike]:
    """The inputs that hold records: pictures and tables of coverage have no rows to count."""
    listed = provenance.get("inputs")
    others = {
        str(one.get("sha256", ""))
        for one in (listed if isinstance(listed, list) else [])
        if isinstance(one, Mapping) and one.get("role")
    }
    return [path for path in inputs if others.isdisjoint(_digests(path))]


def _recount(provenance: Mapping[str, Any], inputs: Sequence[PathLike]) -> dict[str, int]:
    """What becomes of the rows when the files are read as the page says they were."""
    from layers.policy import Policy
    from layers.readers import read

    asked = provenance.get("ask")
    words = asked.get("options") if isinstance(asked, Mapping) else None
    words = words if isinstance(words, list) else []
    options = [(str(a), str(b)) for a, b in itertools.pairwise(words)]
    layers = [value for name, value in options if name == "--layer"]
    pairs = [value.rpartition("=") for name, value in options if name == "--map"]
    mapping = {column: field for column, equals, field in pairs if equals}
    encodings = [value for name, value in options if name == "--encoding"]
    orders = [value for name, value in options if name == "--date-order"]
    zones = [value for name, value in options if name == "--time-zone"]
    intake = read(
        inputs,
        layer=layers[0] if len(layers) == 1 else None,
        mapping=mapping,
        encoding=encodings[0] if encodings else None,
        policy=Policy(
            time_zone=zones[0] if zones else "",
            date_order=orders[0] if orders else "",
            sheets=tuple(value for name, value in options if name == "--sheet"),
        ),
    )
    return {name: int(getattr(intake, name)) for name in COUNTS}
