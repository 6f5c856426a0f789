"""Rows of every class that the publication gate tells apart, and what of them nobody may see."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from pathlib import Path

CITED = {
    "id": "secret-id-1", "layer": "deployment", "category": "rail_echelon",
    "date_start": "2024-05-01", "place": "Hidden hamlet", "country": "BY", "actor": "RUS",
    "latitude": "52.04957", "longitude": "29.24563", "coordinate_uncertainty_m": "1500",
    "handling": "public", "reviewed": "true", "source_title": "A paper",
    "source_url": "https://example.org/a", "source_reliability": "B",
    "information_credibility": "2", "description": "A train of flatcars.",
}  # fmt: skip
OURS = CITED | {
    "id": "secret-id-2", "layer": "fortification", "category": "trench_line", "country": "UA",
    "actor": "UKR", "latitude": "51.50017", "longitude": "28.60019", "source_official": "true",
    "place": "Whispering copse", "unit": "Nameless brigade", "description": "A hushed trench.",
}  # fmt: skip
#: Six reports of one cell that may only be counted.
AT_RISK = [
    CITED | {"id": f"secret-risk-{k}", "source_at_risk": "true", "place": f"Quiet yard {k}",
             "latitude": f"53.1{k}371", "longitude": "28.30177",
             "source_url": f"https://example.net/observer{k}",
             "description": f"Observer {k} counted wagons."}
    for k in range(6)
]  # fmt: skip
RESTRICTED = CITED | {
    "id": "secret-id-9", "handling": "restricted", "place": "Locked depot",
    "latitude": "53.60031", "longitude": "30.30047", "description": "A locked depot.",
}  # fmt: skip
ROWS = [CITED, OURS, *AT_RISK, RESTRICTED]
#: Words and coordinates of the rows, and of their file, that nothing for the public may hold.
HIDDEN = [
    "secret-", "Whispering copse", "Nameless brigade", "hushed trench", "51.50017", "28.60019",
    "Quiet yard", "observer3", "counted wagons", "28.30177", "Locked depot", "locked depot",
    "53.60031", "sightings-of-ivan",
]  # fmt: skip
#: Options with which the same comes out each time.
AS_OF = ("--as-of", "2024-06-01T12:00Z", "--seed", "s")


def write_rows(path: Path, rows: Sequence[Mapping[str, str]] = ROWS) -> Path:
    """The rows as a CSV file."""
    names = list(dict.fromkeys(name for row in rows for name in row))
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, names, restval="")
        writer.writeheader()
        writer.writerows(rows)
    return path
