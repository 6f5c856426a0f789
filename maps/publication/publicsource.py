"""Whether what a record cites is public: an address that anybody can open, for every source."""

from __future__ import annotations

import ipaddress
import re
import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import parse_qsl, unquote, urlsplit

import numpy as np
import numpy.typing as npt
import pandas as pd

from layers.sources import sources_of

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["cites_public_sources", "is_public_address", "personal"]

_FIELDS: Final = ("source_title", "source_url", "source_date", "source_archive_url")
#: Names that lead to nowhere public.
_PRIVATE: Final = re.compile(
    r"(^|\.)(localhost|local|localdomain|internal|intranet|lan|home|corp|private|test|invalid|"
    r"onion|i2p)\.?$"
)
#: A host that has a name: letters, digits and dashes between dots, not a number in disguise.
_NAMED: Final = re.compile(r"([\w-]+\.)+(?!0x)[^\W\d_][\w-]*\.?")
#: Parts of an address that open a door for whoever holds them.
_KEYS: Final = re.compile(
    r"(^|[_-])(token|auth|access|secret|password|passwd|pwd|sig|signature|session|sid|api[_-]?key|"
    r"invite|code)s?($|[_-])"
)
#: Paths of messengers that only members, or whoever was invited, can open.
_CLOSED: Final = re.compile(
    r"(^|\.)((t\.me|telegram\.(me|dog))/(\+|joinchat|c/)|(chat|api)\.whatsapp\.com/|wa\.me/"
    r"|signal\.(group|me)/)"
)
#: A mail address in an address.
_MAIL: Final = re.compile(r"[\w.+-]+@[\w-]+\.\w")
_BETWEEN: Final = r"[\s().\-\u2010-\u2015]{0,3}"
_LAST_SEVEN: Final = rf"\d{{3}}{_BETWEEN}\d{{2}}{_BETWEEN}\d{{2}}(?!\w)"
#: A mail address, a handle, a person or an invitation at a messenger, a telephone number.
#: Telephone numbers: with a plus; as they are written within Belarus and Ukraine (0 and two to four
#: digits, with an 8 before it or not) and Russia (8 or 7 and 9..); with 375, 380 or 00 instead of
#: the plus; and of seven digits or more behind a word for it.
_PERSONAL: Final = re.compile(
    r"[\w.+-]+@[\w-]+\.[\w.]+|[\w.+-]+\s?[(\[{]\s?(at|собака)\s?[)\]}]\s?[\w-]+"
    r"|(?<![\w/@])@\w{3,}"
    r"|(?<![\w.-])(t\.me|telegram\.(me|dog))/(\+|joinchat/|c/|(s/)?\w{3,}/?(?![\w/]))"
    r"|(?<![\w.-])(wa\.me|signal\.(me|group)|chat\.whatsapp\.com|api\.whatsapp\.com)/"
    r"|(?<!\w)(tg|viber|skype|tel|mailto):(//)?[\w+]"
    r"|(?<![\w/])\+\d[\d\s().-]{7,}\d"
    rf"|(?<![\w.,/+])((8|00375|00380|375|380){_BETWEEN})?0\d{{2,3}}{_BETWEEN}{_LAST_SEVEN}"
    rf"|(?<![\w.,/+])8{_BETWEEN}0\d{{3,4}}{_BETWEEN}\d{{2,3}}{_BETWEEN}\d{{2}}{_BETWEEN}\d{{2}}(?!\w)"
    rf"|(?<![\w.,/+])(00)?(375|380){_BETWEEN}\d{{2}}{_BETWEEN}{_LAST_SEVEN}"
    rf"|(?<![\w.,/+])(8|7|007){_BETWEEN}9\d{{2}}{_BETWEEN}{_LAST_SEVEN}"
    r"|(?<!\w)(tel|phone|mob|mobile|fax|viber|whats\s?app|telefon|тел|телефон|тэлефон|моб|вайбер"
    r"|ватсап|вотсап)\.?[\s:№#]*(\d[\s().\-\u2010-\u2015]{0,3}|\(){1,3}"
    r"(\d[\s().\-\u2010-\u2015]{0,3}){6,}",
    re.IGNORECASE,
)
#: Characters that nobody sees, between those of a number or a name.
_UNSEEN: Final = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]")


def cites_public_sources(sightings: pd.DataFrame) -> npt.NDArray[np.bool_]:
    """Which sightings name a source, and for every source they name a public address."""
    given = [name for name in _FIELDS if name in sightings]
    columns = {name: sightings[name].to_numpy(dtype=object) for name in given}
    memory: dict[tuple[Any, ...], bool] = {}
    out = []
    for values in zip(*columns.values(), strict=True) if given else ():
        if values not in memory:
            memory[values] = _all_public(dict(zip(given, values, strict=True)))
        out.append(memory[values])
    return np.array(out, bool) if given else np.zeros(len(sightings), bool)


def _all_public(record: Mapping[str, Any]) -> bool:
    sources = sources_of({name: None if pd.isna(v) else v for name, v in record.items()})
    return bool(sources) and all(
        is_public_address(source.url)
        and (not source.archive_url or is_public_address(source.archive_url))
        for source in sources
    )


def is_public_address(text: str) -> bool:
    """Whether a text is a web address of a public host, with no user, password or key in it."""
    if re.search(r"\s", text.strip()):
        return False
    try:
        parts = urlsplit(text.strip())
        host, port = (parts.hostname or "").lower(), parts.port
    except ValueError:
        return False
    if parts.scheme.lower() not in ("http", "https") or parts.username is not None:
        return False
    if port not in (None, 80, 443) or _CLOSED.search(host + parts.path):
        return False
    if not _is_public_host(host):
        return False
    told = f"{parts.query}&{parts.fragment}"
    if _MAIL.search(unquote(parts.path + told)):
        return False
    asked = parse_qsl(told, keep_blank_values=True) if len(told) > 1 else []
    return not any(_KEYS.search(name.casefold()) for name, _ in asked)


@lru_cache(maxsize=10_000)
def _is_public_host(host: str) -> bool:
    """Whether a host, in small letters, is one that everybody reaches."""
    if "." not in host or _PRIVATE.search(host):
        return False
    try:
        return ipaddress.ip_address(host).is_global
    except ValueError:
        return _NAMED.fullmatch(host) is not None


def personal(text: str) -> bool:
    """Whether a text holds a mail address, a handle (@..., t.me/...) or a telephone number."""
    if not text.isascii():
        text = unicodedata.normalize("NFKC", _UNSEEN.sub("", text))
    return bool(_PERSONAL.search(text))
