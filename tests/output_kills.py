"""Commands that are killed while they write, as a process of its own that everything is loaded in.

``python tests/output_kills.py FOLDER KILLS SEED KIND ...``, with kinds of `KINDS`, "all" for all of
them. Each kind in turns: what an earlier run wrote is there, a fork of this process writes over it
from other records, and gets SIGKILL: at any moment of its run, or, every other time, at one between
opening the first file that it writes and the end. A kill that came when the command had
ended is none: another moment is drawn, an earlier one each time. Each file must then be the old one
or the new one, byte for byte, and what lies beside must be hidden. Printed is one line of JSON.
"""

from __future__ import annotations

import json
import os
import random
import signal
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any

from cli.main import run
from geo.foreign import processes
from geo.partfiles import SUFFIX

EXAMPLES = Path(__file__).parent.parent / "examples" / "belarus-border-2021-2023.csv"
#: Words of a command, and what it writes. {rows}, {store} and {mixed} (with bad rows) are inputs.
KINDS: dict[str, tuple[str, tuple[str, ...]]] = {
    "csv": ("query {rows} -o a.csv --force", ("a.csv",)),
    "geojson": ("query {rows} -o a.geojson --force", ("a.geojson",)),
    "gpkg": ("query {rows} -o a.gpkg --force", ("a.gpkg",)),
    "parquet": ("query {rows} -o a.parquet --force", ("a.parquet",)),
    "kml": ("query {rows} -o a.kml --force", ("a.kml",)),
    "check": (
        "check {mixed} --report a.html --aside a.csv --save-map a.json --force",
        ("a.html", "a.csv", "a.json"),
    ),
    "export": ("store export --store {store} -o a.gpkg --force", ("a.gpkg",)),
    "join": ("join {rows} -o a.csv --force", ("a.csv",)),
    "backup": ("store backup a.db --store {store} --force", ("a.db",)),
    "map": ("map {rows} -o a.html --force", ("a.html",)),
    "picture": (
        "picture {rows} -o a.png -o a.svg -o a.pdf --force",
        ("a.png", "a.svg", "a.pdf"),
    ),
    "publish": (
        "publish {rows} -o a.csv --as-of 2024-06-01 --seed s --force",
        ("a.csv", "a.csv.manifest.json", "a.csv.receipt.json"),
    ),
    "brief": (
        "brief {rows} --since 2022-10 --until 2022-10 -o a.html -o a.docx -o a.pptx -o a.pdf "
        "-o a.md --force",
        ("a.html", "a.docx", "a.pptx", "a.pdf", "a.md"),
    ),
}
#: So often a kill may come too late in a row.
TRIES = 20
_BAD_ROW = "BAD,deployment,troop_arrival,no date,nowhere,,,,,,,,\n"


class Output:
    """One kind of output in a folder of its own: what it was, what it becomes, how long that takes.

    ``old`` and ``new`` are the files' bytes by name, ``words`` the command that makes the new ones.
    ``took_s`` is how long a fork takes that is let be, all of it and from when it begins to write.
    """

    def __init__(self, kind: str, folder: Path, inputs: dict[str, tuple[str, str]]) -> None:
        line, self.names = KINDS[kind]
        self.folder = folder / kind
        self.folder.mkdir()
        before, after = (
            line.format(**{name: pair[k] for name, pair in inputs.items()}).split() for k in (0, 1)
        )
        self.words = after
        self.old = self.made(before)
        self.made(after)  # with everything loaded
        self.new = self.made(after)
        assert self.old != self.new, kind
        start = time.perf_counter()
        pid = self._forked(stops=True)
        assert os.WIFSTOPPED(os.waitpid(pid, os.WUNTRACED)[1]), kind
        begun = time.perf_counter()
        os.kill(pid, signal.SIGCONT)
        assert os.waitpid(pid, 0)[1] == 0, kind
        end = time.perf_counter()
        self.took_s = (end - start, end - begun)
        assert self.files() == self.new, kind

    def made(self, words: list[str]) -> dict[str, bytes]:
        """What a command that is let finish writes; nothing else may be there then."""
        os.chdir(self.folder)
        assert run(words) == 0, words
        assert sorted(os.listdir()) == sorted(self.names)
        return self.files()

    def files(self) -> dict[str, bytes]:
        """The files as they are."""
        return {name: (self.folder / name).read_bytes() for name in self.names}

    def killed(self, chance: random.Random, *, writing: bool) -> Counter[str]:
        """Kill the command once; how many files were old and new, and what was left.

        How long it takes depends on what else the machine does: the moments are drawn from a
        shorter time each time it had ended before.
        """
        found: Counter[str] = Counter()
        for tries in range(TRIES):
            after_s = chance.uniform(0, 0.7**tries * self.took_s[writing])
            found += self._once(after_s, writing=writing)
            if found["killed"]:
                return found
        raise AssertionError(f"{' '.join(self.words)} ended before each of {TRIES} kills")

    def _forked(self, *, stops: bool) -> int:
        """Begin the command in a fork, where the old files are; its process id.

        It can be one that stops when it begins to write, until it is let go on.
        """
        for name, data in self.old.items():
            (self.folder / name).write_bytes(data)
        pid = os.fork()
        if pid == 0:
            if stops:
                _stop_at_first_file()
            _become(self.words, self.folder)
        return pid

    def _once(self, after_s: float, *, writing: bool) -> Counter[str]:
        """Run the command, and kill it so many seconds after it began, or began to write."""
        pid = self._forked(stops=writing)
        if writing:
            os.waitpid(pid, os.WUNTRACED)
            os.kill(pid, signal.SIGCONT)
        time.sleep(after_s)
        os.kill(pid, signal.SIGKILL)  # also one that has ended is there until it is waited for
        _, status = os.waitpid(pid, 0)
        found: Counter[str] = Counter()
        code = os.waitstatus_to_exitcode(status)
        assert code in (0, -signal.SIGKILL), (self.words, code)
        found["killed" if code else "ended before"] += 1
        for name, data in self.files().items():
            if data not in (self.old[name], self.new[name]):
                raise AssertionError(
                    f"{self.folder / name} is neither the old file nor the new one"
                )
            found["new" if data == self.new[name] else "old"] += 1
        for name in set(os.listdir(self.folder)) - set(self.names):
            assert name.startswith("."), name
            assert name.removesuffix("-journal").endswith(SUFFIX), name
            found["left"] += 1
        return found


def _become(words: list[str], folder: Path) -> None:
    """In a fork: run a command in a folder, and end; never returns."""
    code = 1
    try:
        os.chdir(folder)
        # The process that parsers are split off from is there already, and stays.
        processes._nursery._owner = os.getpid()
        code = run(words)
    finally:
        os._exit(code)


def _stop_at_first_file() -> None:
    """In a fork: stop where the first file that gets its name later is about to be made."""
    stopped = False

    def hear(event: str, words: tuple[Any, ...]) -> None:
        nonlocal stopped
        if stopped or event != "open" or not str(words[0]).endswith(SUFFIX):
            return
        if words[2] & os.O_CREAT:
            stopped = True
            os.kill(os.getpid(), signal.SIGSTOP)

    sys.addaudithook(hear)


def _inputs(folder: Path) -> dict[str, tuple[str, str]]:
    """For each name of an input the one of the earlier run and the one of the killed run."""
    head, *rows = EXAMPLES.read_text("utf-8").splitlines(keepends=True)
    made: dict[str, list[str]] = {"rows": [], "mixed": [], "store": []}
    for name, part in (("before", rows[:110]), ("after", rows)):
        for kind, more in (("rows", []), ("mixed", [_BAD_ROW])):
            path = folder / f"{name}-{kind}.csv"
            path.write_text("".join([head, *part, *more]), "utf-8")
            made[kind].append(str(path))
        store = folder / f"{name}.db"
        assert run(["import", made["rows"][-1], "--store", str(store)]) == 0
        made["store"].append(str(store))
    return {name: (pair[0], pair[1]) for name, pair in made.items()}


def main() -> None:
    """Kill so many times, all kinds in turns; then each is let finish, and is the new one."""
    folder, kills, seed = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
    kinds = [*KINDS] if sys.argv[4:] == ["all"] else sys.argv[4:]
    out = os.dup(1)
    for stream in (1, 2):  # what the commands say
        os.dup2(os.open(folder / "said.txt", os.O_WRONLY | os.O_CREAT | os.O_APPEND), stream)
    inputs = _inputs(folder)
    outputs = {kind: Output(kind, folder, inputs) for kind in kinds}
    chance = random.Random(seed)
    told: dict[str, Any] = {kind: Counter() for kind in kinds}
    for number in range(kills):
        kind = kinds[number % len(kinds)]
        writing = number // len(kinds) % 2 == 0
        told[kind] += outputs[kind].killed(chance, writing=writing)
    for kind, one in outputs.items():
        assert one.made(one.words) == one.new, kind
    os.write(out, json.dumps(told).encode() + b"\n")


if __name__ == "__main__":
    main()
