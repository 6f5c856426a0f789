"""What countries are called beside the names that the reference geography has."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

__all__ = ["FURTHER_NAMES"]

#: By ISO 3166-1 alpha-2: alpha-3 first, then what they are also called.
FURTHER_NAMES: Final[Mapping[str, tuple[str, ...]]] = {
    "BY": ("BLR", "Republic of Belarus", "Belorussia", "Byelorussia", "Республика Беларусь",
           "Рэспубліка Беларусь"),
    "EE": ("EST", "Republic of Estonia"),
    "HU": ("HUN",),
    "LT": ("LTU", "Republic of Lithuania"),
    "LV": ("LVA", "Republic of Latvia"),
    "MD": ("MDA", "Republic of Moldova"),
    "PL": ("POL", "Republic of Poland", "Polska"),
    "RO": ("ROU", "Rumania"),
    "RU": ("RUS", "Russian Federation", "Российская Федерация"),
    "SK": ("SVK", "Slovak Republic"),
    "UA": ("UKR", "The Ukraine"),
}  # fmt: skip
