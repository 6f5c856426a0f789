"""Parts made on a Dask cluster: one on this machine, or one that is there already."""

from __future__ import annotations

import logging
import signal
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from typing import Any, Final

from geo.errors import ArgumentError, InputError, KordonError, MissingExtraError, OutputError
from geo.workers import cores
from layers.joins.parts import Job, Run, Task

__all__ = ["dask_cluster"]

LOCAL: Final = "local"
#: How long a scheduler may take to answer.
_TIMEOUT_S: Final = 10
#: What workers on this machine are started with. Dask's own MALLOC_TRIM_THRESHOLD_ gives memory
#: back after each large array only to ask for it again, and so does a second arena of the
#: allocator (tasks run in a thread): together a sixth of the time of a join.
_ENVIRON: Final = {
    "MALLOC_ARENA_MAX": 1,
    "OMP_NUM_THREADS": 1,
    "MKL_NUM_THREADS": 1,
    "OPENBLAS_NUM_THREADS": 1,
}
#: How often parts are handed out again after all workers that held the job are gone.
_ROUNDS: Final = 3


@contextmanager
def dask_cluster(where: str, workers: int | None = None) -> Iterator[Run]:
    """Start workers on this machine ("local"), or use those of a scheduler (``tcp://...``).

    ``workers``: how many processes, for "local" only; without it one for each core. Workers
    elsewhere must see the files under the same names and have the same version of Kordon. Gives
    what makes the parts (`layers.joins.parts.Run`): the job is sent to all workers once, a part
    whose worker dies is made by another, and errors are those of the parts.

    Raises ArgumentError for another word, MissingExtraError without ``kordon[dask]``, and
    InputError when no scheduler answers or it has no workers.
    """
    if where != LOCAL and "://" not in where:
        raise ArgumentError(
            f"--dask {where}: say local, or the address of a scheduler such as tcp://10.0.0.1:8786"
        )
    if workers is not None and (where != LOCAL or workers < 1):
        raise ArgumentError("--workers is a number from 1 on, and goes with --dask local only")
    try:
        import dask
        from distributed import Client, LocalCluster
    except ImportError:
        raise MissingExtraError(
            "--dask needs Dask, which is not installed: pip install 'kordon[dask]'"
        ) from None
    with ExitStack() as stack:
        target: Any = where
        if where == LOCAL:
            # Given as a whole, else it would be added to what Dask sets there itself.
            environ = {"distributed.nanny.pre-spawn-environ": dict(_ENVIRON)}
            with dask.config.set(environ), _uninterrupted():
                target = stack.enter_context(
                    LocalCluster(
                        n_workers=workers or cores(),
                        threads_per_worker=1,
                        processes=True,
                        dashboard_address=None,
                        silence_logs=logging.CRITICAL,  # errors of parts are told by the parts
                    )
                )
        try:
            client = stack.enter_context(Client(target, timeout=_TIMEOUT_S))
        except (OSError, ValueError) as error:
            raise InputError(
                f"no Dask scheduler answers at {where} ({str(error).splitlines()[0][:100]}): "
                "start one with `dask scheduler`, or say --dask local"
            ) from None
        try:
            client.wait_for_workers(1, timeout=_TIMEOUT_S)
        except TimeoutError:
            raise InputError(
                f"the Dask scheduler at {where} has no workers: start one with "
                f"`dask worker {where}`"
            ) from None

        def run(work: Callable[[Job, Task], str], job: Job, tasks: Sequence[Task]) -> Iterator[str]:
            return _run(client, work, job, tasks)

        yield run


@contextmanager
def _uninterrupted() -> Iterator[None]:
    """What is started here never hears of Ctrl-C, which a terminal sends to all at once.

    Who starts it does, afterwards; workers would each show where they were interrupted.
    """
    if not hasattr(signal, "pthread_sigmask"):  # Windows
        yield
        return
    from multiprocessing import resource_tracker

    resource_tracker.ensure_running()  # when it is begun, the mask is taken away
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _run(
    client: Any, work: Callable[[Job, Task], str], job: Job, tasks: Sequence[Task]
) -> Iterator[str]:
    from concurrent.futures import CancelledError

    from distributed import as_completed
    from distributed.scheduler import KilledWorker

    _ = job.joiner.prepared.grid  # made here once, and not by every worker
    left = {task.part: task for task in tasks}
    for attempt in range(_ROUNDS):
        try:
            shared = client.scatter(job, broadcast=True, hash=False)
            futures = {
                client.submit(work, shared, task, key=f"{part.name}-{id(tasks)}-{attempt}"): part
                for part, task in left.items()
            }
        except Exception as error:  # Dask has many
            raise _not_sent(error, client, len(left)) from error
        try:
            for future in as_completed(futures):
                try:
                    name = future.result()
                except CancelledError:  # all workers that held the job are gone
                    continue
                except ImportError as error:
                    if isinstance(error, KordonError):
                        raise
                    raise InputError(
                        f"the workers cannot load Kordon ({error}): install the same version "
                        "everywhere"
                    ) from None
                del left[futures[future]]
                yield name
        except KilledWorker as error:
            raise OutputError(
                f"{error.task}: every worker that made this died, perhaps for want of memory. "
                "Finished parts are kept: run the same command again, with fewer --workers"
            ) from None
        finally:
            with suppress(Exception):  # nobody is left to be told
                client.cancel(list(futures))
        if not left:
            return
    raise OutputError(
        f"{len(left)} parts were not made: the workers were lost {_ROUNDS} times. Finished parts "
        "are kept: run the same command again"
    )


def _not_sent(error: Exception, client: Any, parts: int) -> KordonError:
    """What it means that a job did not get to the workers: they are gone, or another Kordon."""
    said = (str(error) or type(error).__name__).splitlines()[0][:200]
    if client.status == "running" and not isinstance(error, OSError):
        return InputError(
            f"the workers cannot load the join ({said}): install the same version of Kordon "
            "everywhere"
        )
    return OutputError(
        f"{parts} parts were not made: the Dask scheduler does not answer any more ({said}). "
        "Finished parts are kept: run the same command again"
    )
