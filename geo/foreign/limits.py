"""What a child process that parses a foreign file may use."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass

__all__ = ["Limits", "apply_limits"]

_MIB = 1 << 20


@dataclass(frozen=True, kw_only=True)
class Limits:
    """Limits for parsing one file; the allowances grow with the file so that big honest files pass.

    ``memory_bytes`` plus ``memory_per_byte`` times the file size is the address space,
    ``wall_s`` plus ``wall_s_per_mib`` times the size in MiB the time (processor time too),
    ``output_bytes`` the size of what the child may write, and less for a small file (`output_for`),
    ``file_bytes`` the largest file that is opened at all.
    """

    memory_bytes: int = 1536 * _MIB
    memory_per_byte: float = 24.0  # Parquet packs columns of short texts that tight
    memory_max_bytes: int = 8192 * _MIB
    wall_s: float = 30.0
    wall_s_per_mib: float = 0.5
    output_bytes: int = 4096 * _MIB
    file_bytes: int = 2048 * _MIB

    def memory_for(self, size_bytes: int) -> int:
        """Address space in bytes for a file of ``size_bytes``."""
        wanted = int(self.memory_bytes + self.memory_per_byte * size_bytes)
        return max(self.memory_bytes, min(wanted, self.memory_max_bytes))

    def output_for(self, size_bytes: int) -> int:
        """Bytes that the child may write for a file of ``size_bytes``.

        The parent has to hold them several times over; columns of few texts pack 100 to 1.
        """
        return min(self.output_bytes, 256 * _MIB + 100 * size_bytes)

    def seconds_for(self, size_bytes: int) -> float:
        """Time in seconds for a file of ``size_bytes``."""
        return self.wall_s + self.wall_s_per_mib * size_bytes / _MIB


def apply_limits(memory_bytes: int, cpu_s: float, output_bytes: int) -> None:
    """Put this process under the limits; does what the platform can (nothing on Windows)."""
    try:
        import resource
    except ImportError:
        return
    wanted = {
        resource.RLIMIT_AS: memory_bytes,
        resource.RLIMIT_CPU: int(cpu_s) + 1,
        resource.RLIMIT_FSIZE: output_bytes,
        resource.RLIMIT_CORE: 0,
    }
    for kind, value in wanted.items():
        hard = resource.getrlimit(kind)[1]
        if hard != resource.RLIM_INFINITY:
            value = min(value, hard)
        # macOS refuses RLIMIT_AS; the time limits still hold there.
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(kind, (value, value))
