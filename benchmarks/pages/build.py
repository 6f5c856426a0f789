"""Making one page in a process of its own: ``python -m benchmarks.pages.build PEER FROM TO``.

Prints one line of JSON: seconds, and the most memory that this process and its largest child
had. ``records N TO`` writes the records. The caller stays small, because on Linux a new process
begins with the high-water mark of the one that started it.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from pathlib import Path

from benchmarks.pages import records
from benchmarks.pages.peers import PEERS
from geo.foreign.processes import rest

__all__ = ["main"]

_KIB = 1024
_MOST_BYTES = 14 << 30  # of address space: a peer that wants more fails, and others keep theirs


def main(arguments: list[str]) -> None:
    """Makes what the arguments say and prints what it cost."""
    what, source, target = arguments
    resource.setrlimit(resource.RLIMIT_AS, (_MOST_BYTES, _MOST_BYTES))
    start = time.perf_counter()
    if what == "records":
        records.write(int(source), Path(target))
    else:
        PEERS[what].write(Path(source), Path(target))
    seconds = time.perf_counter() - start
    rest()  # what Kordon's children took counts when their parent has been waited for
    own, children = (
        resource.getrusage(who).ru_maxrss * _KIB
        for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    print(json.dumps({"seconds": seconds, "memory": own, "memory_child": children}))


if __name__ == "__main__":
    main(sys.argv[1:])
