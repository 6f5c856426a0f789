"""Reading records: from files to one `Intake` in which every row is accounted for.

A format is one module with a ``Reader``; adding one means adding it to `READERS`. Opening the
file is the business of `geo.foreign`, checking the records that of `layers.checking.validate`.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import os
from collections.abc import Callable, Iterable, Mapping, Sequence

import geopandas

from geo.errors import InputError
from geo.foreign import ForeignFile, Limits, read_table
from geo.foreign.paths import checked_path
from layers.checking.identity import Seen
from layers.frames import joined
from layers.intake import FileReport, Intake, require_used
from layers.policy import UNDECIDED, Policy
from layers.readers import csv, geojson, geopackage, geoparquet, kml, vector, workbook
from layers.readers.base import AskedSheets, Reader, readable
from layers.readers.packed import each_input, files_below
from layers.readers.report import Pieces, take_in
from layers.readers.stored import is_store, take_stored
from layers.record import LAYERS

__all__ = ["READERS", "check_arguments", "read", "read_used", "reader_of"]

#: The formats that records are read from.
READERS: Mapping[str, Reader] = {
    reader.format: reader
    for reader in (
        csv.READER,
        geojson.READER,
        geojson.JSON,
        geopackage.READER,
        geoparquet.READER,
        workbook.XLSX,
        workbook.ODS,
        kml.KML,
        kml.KMZ,
        kml.GPX,
        vector.FLATGEOBUF,
        vector.SHAPEFILE,
    )
}

PathLike = str | os.PathLike[str]


def read(
    paths: PathLike | Iterable[PathLike],
    *,
    layer: str | None = None,
    mapping: Mapping[str, str] | None = None,
    encoding: str | None = None,
    input_format: str | None = None,
    policy: Policy = UNDECIDED,
    progress: Callable[[str], None] | None = None,
    limits: Limits | None = None,
    today: dt.date | None = None,
) -> Intake:
    """Read records from files, archives (ZIP, gzip) and folders; ``-`` is standard input.

    A store is a file, too. Of a folder every file below is read, in sorted order, of an archive
    every file inside, as ``a.zip/b.csv``; what is hidden there is left out, and said.

    ``layer`` (deployment, fortification, shelling) is used for rows where neither a column nor
    a known category says one; ``mapping`` is column -> field and goes before the alias table;
    ``encoding`` is for CSV that is not UTF-8; ``input_format`` says what the content is when it
    cannot be told; ``policy`` (`layers.policy.Policy`) decides whose time it is, which of day and
    month comes first and which sheets are read, where files leave it open; ``progress`` is called
    with each file's name; ``today`` decides what counts as the future. The same record in two
    files counts as a duplicate in the second.

    Raises `InputError` (`ForeignFileError`) for the first file that cannot be read; all names
    are checked before anything is parsed. With no rows at all the sightings are empty but have
    all their columns.
    """
    names = [paths] if isinstance(paths, str | os.PathLike) else list(paths)
    limits = limits or Limits()
    check_arguments(names, layer, limits, folders=True)
    seen, asked = Seen(), AskedSheets(policy.sheets)
    frames: list[geopandas.GeoDataFrame] = []
    reports: list[FileReport] = []
    for one in each_input(names, limits, input_format):
        if progress is not None:
            progress(one.shown)
        pieces = Pieces(
            layer=layer,
            mapping=mapping or {},
            today=today or dt.datetime.now(dt.UTC).date(),
            policy=policy,
        )
        pieces.notes += one.notes
        if one.plain and is_store(one.path):
            frame, report = take_stored(one.path, pieces, seen)
        else:
            file = read_table(
                one.path,
                input_format=input_format,
                encoding=encoding,
                sheets=policy.sheets,
                limits=limits,
                shown=one.shown,
            )
            asked.meet(file)
            source = readable(reader_of(file).tables(file), names=file.format != "geoparquet")
            file = dataclasses.replace(file, tables=())  # the source has them
            frame, report = take_in(file, source, pieces, seen)
        frames.append(frame)
        reports.append(report)
    asked.check()
    return Intake(joined(frames), tuple(reports))


def read_used(
    files: Sequence[PathLike],
    *,
    default_layer: str | None = None,
    mapping: Mapping[str, str] | None = None,
    encoding: str | None = None,
    policy: Policy = UNDECIDED,
) -> Intake:
    """`read` with the keywords of `layers.policy.Reading`, for calls that go on with the rows.

    Raises InputError, too, when there were rows and not one could be used.
    """
    intake = read(files, layer=default_layer, mapping=mapping, encoding=encoding, policy=policy)
    require_used(intake.read, len(intake.sightings), files)
    return intake


def check_arguments(
    names: Sequence[PathLike], layer: str | None, limits: Limits, *, folders: bool = False
) -> None:
    """Raise InputError for no names, a layer there is none of, and files that are not there.

    With ``folders`` the names may be of folders, and all files below are looked at.
    """
    if not names:
        raise InputError("No file was given; name one or more files, or - for standard input.")
    if layer is not None and layer not in LAYERS:
        raise InputError(f"There is no layer {layer!r}; the layers are {', '.join(LAYERS)}.")
    if sum(os.fspath(name) == "-" for name in names) > 1:
        raise InputError("Standard input (-) can be read only once.")
    for name in names:
        if folders and os.path.isdir(name):
            for file in files_below(os.fspath(name))[0]:
                checked_path(file, limits)
        elif os.fspath(name) != "-" and not is_store(name):
            checked_path(name, limits)


def reader_of(file: ForeignFile) -> Reader:
    """Give the reader of a file's format."""
    return READERS[file.format]
