"""Opening files that somebody else made, safely.

A foreign file is never parsed in this process. A child process with limits on memory, time
and output parses it, with every GDAL driver but the wanted one switched off and no way to the
network; what comes back is a plain Arrow table. If the child crashes, hangs or grows too
large, that is one `geo.errors.ForeignFileError` about that one file.
"""

from __future__ import annotations

from geo.foreign.limits import Limits
from geo.foreign.parent import ForeignFile, ForeignTable, read_table
from geo.foreign.stream import STREAMED, file_format, row_groups, stream_table
from geo.foreign.tables import folded_sheet, unique_names
from geo.foreign.vector import read_layers, read_vector

__all__ = [
    "STREAMED",
    "ForeignFile",
    "ForeignTable",
    "Limits",
    "file_format",
    "folded_sheet",
    "read_layers",
    "read_table",
    "read_vector",
    "row_groups",
    "stream_table",
    "unique_names",
]
