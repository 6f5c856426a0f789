"""Telegram's export of a channel: words, who says it, when it was said; and no kind is made up."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import kordon

POST: dict[str, Any] = {
    "id": 5001, "type": "message", "date": "2022-10-12T17:30:00", "date_unixtime": "1665585000",
    "edited": "2022-10-12T18:00:00", "edited_unixtime": "1665586800",
    "from": "Belaruski Hajun", "from_id": "channel123",
    "text": ["Seen at ", {"type": "bold", "text": "Kalinkavichy"}, ": 20 flatcars"],
    "text_entities": [{"type": "plain", "text": "Seen at "}],
}  # fmt: skip


def read(path: Path, *messages: dict[str, Any], **options: Any) -> Any:
    told = {"name": "Hajun", "type": "public_channel", "id": 123, "messages": list(messages)}
    path.write_text(json.dumps(told, ensure_ascii=False), "utf-8")
    return kordon.read(path, **options)


def test_a_channel(tmp_path: Path) -> None:
    joined = {"id": 1, "type": "service", "date": "2022-01-01T00:00:00", "action": "join",
              "date_unixtime": "1640991600", "actor": "Somebody", "text": ""}  # fmt: skip
    plain = POST | {"id": 5002, "text": "Left again."}
    intake = read(tmp_path / "result.json", joined, POST, plain, layer="deployment")
    assert (intake.read, intake.set_aside) == (3, 1)
    assert "message of the service" in str(intake.rows[0].reasons)
    one, other = intake.sightings.to_dict("records")
    assert one["id"] == "5001"
    assert one["description"] == "Seen at Kalinkavichy: 20 flatcars"
    assert other["description"] == "Left again."
    assert (one["date_start"], one["source_date"]) == ("2022-10-12", "2022-10-12T14:30:00Z")
    assert one["source_title"] == "Belaruski Hajun"
    for name in ("from_place", "category"):
        assert name not in one or not isinstance(one[name], str), name


def test_no_layer_is_made_up(tmp_path: Path) -> None:
    intake = read(tmp_path / "result.json", POST)
    assert intake.set_aside == 1
    assert "use --layer" in str(intake.rows[0].reasons)


def test_odd_messages(tmp_path: Path) -> None:
    """Moments that are none, and texts that are lists of something else."""
    odd = [POST | {"id": 1, "date_unixtime": text} for text in ("", "soon", "9" * 30, "-5")]
    odd += [POST | {"id": 2, "text": text} for text in ([1], [[]], "[not a list", [{"a": 1}])]
    odd = [one | {"id": number} for number, one in enumerate(odd, 1)]
    intake = read(tmp_path / "result.json", *odd, layer="deployment")
    assert intake.set_aside == 4  # neither place nor date
    assert intake.sightings["id"].tolist() == ["5", "6", "7", "8"]
    said = intake.sightings["description"].fillna("").tolist()
    assert said == ["[1]", "[[]]", "[not a list", ""]
