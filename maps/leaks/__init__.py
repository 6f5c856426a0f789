"""The last look at what is published: does a file hold what was to stay inside?

`find_leaks` is given what was withheld and looks for it in the bytes that would leave;
`find_traces` needs to be given nothing, and looks for what a file tells of its author and the
machine.
"""

from __future__ import annotations

from maps.leaks.check import find_all, find_leaks, find_traces, require_clean
from maps.leaks.fromframes import secrets_of
from maps.leaks.secrets import Leak, Secrets

__all__ = [
    "Leak", "Secrets", "find_all", "find_leaks", "find_traces", "require_clean", "secrets_of",
]  # fmt: skip
