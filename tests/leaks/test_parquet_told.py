"""What a Parquet file tells of its columns: the least and the greatest address of a page."""

from __future__ import annotations

import io

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from maps.leaks import Secrets, find_leaks

SHOWN = [f"https://posts.example/channel/{k}" for k in (1234, 1300, 1999)]
WITHHELD = "https://posts.example/channel/12"


def parquet(urls: list[str], **told: str) -> bytes:
    out = io.BytesIO()
    table = pa.table({"source_url": urls}).replace_schema_metadata(told)
    pq.write_table(table, out, compression="gzip")
    return out.getvalue()


@pytest.mark.parametrize("greatest", [False, True])
def test_the_least_and_greatest_of_what_is_shown_give_nothing_away(greatest: bool) -> None:
    """Each is a value of the column, where it begins like a withheld one."""
    withheld = SHOWN[-1][:-1] if greatest else WITHHELD
    secrets = Secrets(texts={"source_url": [withheld]}, allowed_texts=SHOWN)
    data = parquet(SHOWN)
    assert data.count(SHOWN[0].encode()) > 1  # beside the column, too
    assert find_leaks(data, secrets, name="x.parquet") == []


def test_a_least_value_that_no_row_has_is_found() -> None:
    """As a file keeps it whose rows were taken out of a larger one."""
    secrets = Secrets(texts={"source_url": [WITHHELD]}, allowed_texts=SHOWN)
    data = parquet(SHOWN)
    longer = f"{WITHHELD}99".encode()
    assert len(longer) == len(SHOWN[0])
    assert find_leaks(data.replace(SHOWN[0].encode(), longer), secrets, name="x.parquet")
    assert find_leaks(parquet([*SHOWN, WITHHELD]), secrets, name="x.parquet")
    assert find_leaks(parquet(SHOWN, note=f"was {WITHHELD}"), secrets, name="x.parquet")


@pytest.mark.parametrize("length", [30, 49, 66])
def test_words_that_go_on_among_bytes(length: int) -> None:
    """Values as Parquet writes a few: each behind its length, which may look like a letter."""
    address = "https://posts.example/".ljust(length - 4, "a") + "12"
    for kept, shown in (
        (address, [address + "34", address + "56"]),
        ("Paper 15", [f"Paper 15{k}".ljust(length, "x") for k in range(2)]),
    ):
        out = io.BytesIO()
        table = pa.table({"source_url": [*shown, "y" * length]})
        pq.write_table(table, out, compression="none", use_dictionary=False)
        for allowed in (shown, shown[1:]):
            secrets = Secrets(texts={"source_url": [kept]}, allowed_texts=allowed)
            assert bool(find_leaks(out.getvalue(), secrets, name="x")) is (allowed != shown)
