"""The same input gives the same bytes: in another process, whatever the order of its hashes."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent.parent
CODE = """
import hashlib, sys
from maps.build import build_map
page = build_map([sys.argv[1]], command=sys.argv[2]).page
print(hashlib.sha256(page.html().encode()).hexdigest())
"""


def test_pages_of_other_processes_are_the_same(
    examples_csv: Path, example_map: Any, example_html: str
) -> None:
    started = [
        subprocess.Popen(
            [sys.executable, "-c", CODE, str(examples_csv), example_map.page.provenance.command],
            env=os.environ | {"PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT), "TZ": zone},
            stdout=subprocess.PIPE,
            text=True,
        )
        for seed, zone in (("1", "Pacific/Kiritimati"), ("4294967295", "America/New_York"))
    ]
    digests = {process.communicate()[0].strip() for process in started}
    assert digests == {hashlib.sha256(example_html.encode()).hexdigest()}
