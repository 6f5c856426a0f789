"""layers.dialects: tables of other projects, told by their columns and put into our words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from geo.errors import InputError
from layers.checking.sheet import Checked, RawTable
from layers.checking.validate import checked
from layers.columns import map_columns
from layers.dialects import DIALECTS, mapping_of, spoken
from layers.dialects.dialect import Speech, addresses, force
from layers.mappings import SavedMapping
from layers.readers.batches import Account, How, read_batches
from layers.record import FIELD_BY_NAME
from layers.vocabulary import VOCABULARIES

TEXT = pa.large_string()


def table(*rows: Mapping[str, str], shapes: list[Any] | None = None) -> RawTable:
    """A raw table of these rows, as a reader hands it on."""
    names = list(dict.fromkeys(name for row in rows for name in row))
    columns = {name: pa.array([row.get(name, "") for row in rows], TEXT) for name in names}
    geometry = None if shapes is None else pa.array(shapely.to_wkb(shapes), pa.large_binary())
    return RawTable(columns, len(rows), geometry)


def read(raw: RawTable, **given: str) -> Checked:
    """The table put into our words and checked; ``given`` is a mapping of the user's."""
    said = spoken(raw, given)
    mapping = map_columns(said.table.columns, said.mapping)
    return checked(said.table, mapping, layer=None, today=dt.date(2024, 6, 1))


def values(sheet: Checked, name: str) -> list[Any]:
    return sheet.text(name).to_pylist()


def why(sheet: Checked, row: int) -> str:
    assert row in sheet.findings.set_aside
    (text,) = sheet.findings.texts[row]
    return text


ACLED = {
    "event_id_cnty": "UKR1", "event_date": "2022-10-16", "year": "2022", "time_precision": "2",
    "disorder_type": "Political violence", "event_type": "Battles",
    "sub_event_type": "Armed clash", "actor1": "Military Forces of Russia (2000-)",
    "actor2": "Military Forces of Ukraine (2019-)", "country": "Ukraine", "admin1": "Kharkiv",
    "location": "Kupiansk", "latitude": "49.71", "longitude": "37.61", "geo_precision": "1",
    "source": "Suspilne; ISW", "notes": "Clashes.", "fatalities": "3", "timestamp": "1666000000",
}  # fmt: skip


def test_a_saved_mapping_reads_a_dialect_again() -> None:
    """Fields that the dialect made are no columns of the file, and are made again."""
    raw = table(ACLED, {**ACLED, "sub_event_type": "Peaceful protest"})
    first = spoken(raw, {})
    fields = map_columns(first.table.columns, first.mapping).fields
    used = {column: name for name, column in fields.items()} | {"elsewhere": "unit"}
    again = spoken(raw, SavedMapping(used, used))
    assert again.table.aside == first.table.aside != {}
    mapping = map_columns(again.table.columns, again.mapping)
    assert mapping.fields == fields
    assert "columns of the saved mapping that are not here: elsewhere" in mapping.notes


def test_acled_becomes_records_and_says_how() -> None:
    sheet = read(table(ACLED))
    record = {name: values(sheet, name)[0] for name in sheet.texts}
    assert record["id"] == "UKR1"
    assert record["date_start"] == "2022-10-16"
    assert record["date_precision"] == "week"
    assert (record["layer"], record["category"]) == ("deployment", "incident")
    assert record["actor"] == "RUS;UKR"
    assert record["place"] == "Kupiansk"
    assert record["source_title"] == "Suspilne | ISW"
    assert sheet.numbers["coordinate_uncertainty_m"].tolist() == [5000]
    assert not sheet.findings.set_aside
    assert not sheet.findings.repairs
    assert sheet.extras["fatalities"].to_pylist() == ["3"]  # deaths are no quantity of ours
    assert sheet.extras["sub_event_type"].to_pylist() == ["Armed clash"]
    notes = "\n".join(sheet.notes)
    assert "read as ACLED, told by the columns event_date" in notes
    assert "Armed clash = deployment: incident (1)" in notes
    assert "terms:" in notes
    assert "1 = 5000" in notes


def test_terms_of_use_travel_along() -> None:
    """As the licence of each record, by its short name; the table's own goes first."""
    assert values(read(table(ACLED)), "licence")[0].startswith("ACLED's terms of use: credit")
    assert values(read(table(UCDP)), "licence") == ["CC-BY-4.0"]
    assert values(read(table(UCDP | {"license": "CC0-1.0"})), "licence") == ["CC0-1.0"]


def test_what_has_no_counterpart_is_set_aside_with_the_reason() -> None:
    sheet = read(table(ACLED, {**ACLED, "sub_event_type": "Peaceful protest"}))
    assert sheet.findings.set_aside == {1}
    assert why(sheet, 1).startswith("ACLED: sub-event type 'Peaceful protest' is of none")


def test_a_word_that_is_wider_than_ours_stays() -> None:
    """ACLED's shelling covers missiles: calling it artillery would say more than it does."""
    sheet = read(table({**ACLED, "sub_event_type": "Shelling/artillery/missile attack"}))
    assert values(sheet, "layer") == ["shelling"]
    assert values(sheet, "category") == ["Shelling/artillery/missile attack"]


def test_civilians_are_no_force() -> None:
    sheet = read(table({**ACLED, "actor2": "Civilians (Ukraine)"}))
    assert values(sheet, "actor") == ["RUS"]


def test_a_mapping_of_ones_own_goes_before_the_dialect() -> None:
    raw = table({**ACLED, "sub_event_type": "Peaceful protest"})
    sheet = read(raw, sub_event_type="category", notes="")
    assert values(sheet, "category") == ["Peaceful protest"]
    assert "ACLED: no counterpart" not in sheet.findings.codes[0]
    assert sheet.text("description").null_count == 1
    assert "no layer" in sheet.findings.codes[0]  # nobody says which: as for any table


def test_a_dialect_can_be_chosen_or_left() -> None:
    raw = table(ACLED)
    assert spoken(raw, {"dialect": "none", "notes": ""}).table is raw
    assert spoken(raw, {"dialect": "none", "notes": ""}).mapping == {"notes": ""}
    assert spoken(raw, {"dialect": "acled"}).mapping == spoken(raw, {}).mapping
    assert mapping_of(raw.columns, {"dialect": "acled"}) == mapping_of(raw.columns, {})
    with pytest.raises(InputError, match="is not in the dialect viina, which is told by"):
        spoken(raw, {"dialect": "viina"})
    with pytest.raises(InputError, match="There is no dialect 'klingon'; there are acled"):
        mapping_of(raw.columns, {"dialect": "klingon"})
    with_column = table({"dialect": "north", "note": "Seen."})
    assert spoken(with_column, {"dialect": "place"}).mapping == {"dialect": "place"}


def test_a_table_of_our_own_is_no_dialect() -> None:
    own = {**ACLED, "layer": "shelling", "category": "explosion", "date_start": "2022-10-17"}
    raw = table(own)
    assert spoken(raw, {}).table is raw
    assert mapping_of(raw.columns, {"notes": ""}) == {"notes": ""}


UCDP = {
    "id": "1", "relid": "UKR-1", "type_of_violence": "1", "dyad_name": "Ukraine - DPR",
    "side_a": "Government of Ukraine", "side_b": "DPR", "source_headline": "Two killed",
    "source_date": "27/01/2014", "where_prec": "4", "where_coordinates": "Donetsk oblast",
    "adm_1": "Donetsk oblast", "latitude": "48.0", "longitude": "37.8",
    "geom_wkt": "POINT (37.8 48.0)", "country": "Ukraine", "date_prec": "1",
    "date_start": "1/22/2014 12:00:00 AM", "date_end": "1/22/2014 12:00:00 AM", "best": "5",
    "high": "9", "low": "2",
}  # fmt: skip


def test_ucdp_fighting_is_an_incident_and_deaths_are_no_quantity() -> None:
    other = {**UCDP, "id": "2", "type_of_violence": "3"}
    sheet = read(table(UCDP, other))
    assert values(sheet, "category")[0] == "incident"
    assert values(sheet, "actor")[0] == "UKR;separatist"
    assert values(sheet, "description")[0] == "Ukraine - DPR: 5 deaths (2 to 9)."
    assert values(sheet, "date_start")[0] == "2014-01-22"
    assert sheet.numbers["coordinate_uncertainty_m"][0] == 120_000  # an oblast, and no point
    assert np.isnan(sheet.number("quantity_best")).all()
    assert sheet.extras["best"].to_pylist() == ["5", "5"]
    assert "one-sided violence" in why(sheet, 1)


UAWARDATA = {
    "date": "2022-03-31", "lat": "50.58", "lng": "36.0", "icon": "SSGPUCA---AK",
    "type": "Armor (T-72B3, BMP-3)", "strength": "Regiment", "strength_in_btg_number": "2.0",
    "unit": "1st Tank Regiment", "unitnumber": "102?", "subordinate_to": "2nd Division",
    "sources_url": "https://a.example/1, https://b.example/2", "sources_date": "22.08.2022",
    "notes": "", "country": "ru", "icon15": "SSGPUCA---AK---",
}  # fmt: skip


def test_uawardata_units_over_time_are_no_arrivals() -> None:
    later = {**UAWARDATA, "date": "2022-04-08", "lat": "50.9"}
    other_side = {**UAWARDATA, "country": "ua"}
    sheet = read(table(UAWARDATA, later, other_side))
    first, second, third = values(sheet, "movement_id")
    assert first == second != third
    assert values(sheet, "category") == ["troop_presence"] * 3
    assert values(sheet, "direction") == ["static"] * 3
    assert values(sheet, "actor") == ["RUS", "RUS", "UKR"]
    assert sheet.text("country").null_count == 3  # ru is the side, and the place is in Ukraine
    assert values(sheet, "equipment")[0] == "T-72B3; BMP-3"
    assert values(sheet, "echelon")[0] == "Regiment"
    assert values(sheet, "sidc")[0] == "SSGPUCA---AK---"
    assert values(sheet, "source_url")[0] == "https://a.example/1 | https://b.example/2"
    assert values(sheet, "source_date")[0] == "2022-08-22"
    assert sheet.extras["unitnumber"].to_pylist()[0] == "102?"
    assert any("positions 3, units 2, dates 2; each is one" in note for note in sheet.notes)


def test_uawardata_numbers_of_features_are_no_ids() -> None:
    row = {"id": "0", "date": "2022-03-27", "unit": "104th Regiment", "type_of_btg": "vdv",
           "country": "ru"}  # fmt: skip
    sheet = read(table(row, shapes=[shapely.Point(30.1, 50.5)]))
    assert sheet.text("id").null_count == 1
    assert values(sheet, "unit") == ["104th Regiment"]


VIINA = {
    "viina_version": "bert_1", "event_id_1pd": "218649", "date": "20220919", "n_reports": "3",
    "sources": "pravdaua,unian", "asciiname": "Lyman", "ADM1_NAME": "Donets'k",
    "longitude": "37.82", "latitude": "48.96", "GEO_PRECISION": "ADM3", "t_mil_b": "1",
    "a_rus_b": "1", "a_ukr_b": "0", "t_airstrike_b": "0", "t_artillery_b": "1", "t_raid_b": "1",
}  # fmt: skip


def test_viina_reads_its_labels_in_their_order() -> None:
    peace = {**VIINA, "event_id_1pd": "2", "t_mil_b": "0"}
    other = {**VIINA, "event_id_1pd": "3", "t_artillery_b": "0", "t_raid_b": "0"}
    sheet = read(table(VIINA, peace, other))
    assert values(sheet, "id")[0] == "218649"
    assert values(sheet, "category")[0] == "artillery_fire"
    assert values(sheet, "date_start")[0] == "2022-09-19"
    assert values(sheet, "actor")[0] == "RUS"
    assert values(sheet, "source_title")[0] == "pravdaua | unian"
    assert sheet.numbers["coordinate_uncertainty_m"][0] == 10_000
    assert sheet.extras["t_raid_b"].to_pylist()[0] == "1"
    assert "not about war" in why(sheet, 1)
    assert "no label" in why(sheet, 2)
    assert any("t_artillery_b = shelling: artillery_fire (1)" in note for note in sheet.notes)


def test_viina_without_labels_asks_for_a_layer() -> None:
    row = {"viina_version": "b", "event_id": "1", "date": "20220919", "longitude": "37",
           "latitude": "48", "text": "Обстріл", "lang": "ua", "source": "unian",
           "url": "https://unian.example/1"}  # fmt: skip
    sheet = read(table(row))
    assert sheet.findings.codes[0][0] == "no layer"
    assert values(sheet, "source_language") == ["uk"]
    assert any("no labels" in note for note in sheet.notes)


GEOCONFIRMED = {
    "Date": "2022-09-17", "Name": "17 SEP 2022", "Faction": "Russia", "Origin": "UAV",
    "Latitude": "49.37", "Longitude": "35.44", "PlusCode": "9CC5+22 Krasnohrad, Kharkiv Oblast",
    "Description": "Strike.", "Source": "https://x.example/1, https://t.example/2",
    "Geolocation": "", "Equipment": "", "EquipmentItems": "T-80", "Units": "", "OrbatUnits": "",
    "Id": "abc",
}  # fmt: skip


def test_geoconfirmed_makes_up_no_kinds() -> None:
    sheet = read(table(GEOCONFIRMED, {**GEOCONFIRMED, "Id": "d", "Faction": "Neutral"}))
    assert values(sheet, "id") == ["abc", "d"]
    assert values(sheet, "actor") == ["RUS", None]
    assert values(sheet, "place")[0] == "Krasnohrad, Kharkiv Oblast"
    assert values(sheet, "source_url")[0] == "https://x.example/1 | https://t.example/2"
    assert values(sheet, "equipment")[0] == "T-80"
    assert "no layer" in sheet.findings.codes[0]
    assert sheet.numbers["latitude"].tolist() == [49.37] * 2


@pytest.mark.parametrize(
    ("category", "layer", "word"),
    [
        ("Russian Military Presence", "deployment", "troop_presence"),
        ('["Bombing or explosion"]', "shelling", "Bombing or explosion"),
        ("Ground battle", "deployment", "incident"),
        ("Civilian Infrastructure Damage", None, None),
    ],
)
def test_eyes_on_russia(category: str, layer: str | None, word: str | None) -> None:
    row = {"id": "UW1", "verifiedDate": "2022-03-01T00:00:00Z", "categories": category,
           "province": "Sumy", "city": "Okhtyrka", "url": "https://x.example/1",
           "status": "VERIFIED", "description": "Seen."}  # fmt: skip
    sheet = read(table(row, shapes=[shapely.Point(34.9, 50.3)]))
    if layer is None:
        assert "is of none of our layers" in why(sheet, 0)
        return
    assert (values(sheet, "layer"), values(sheet, "category")) == ([layer], [word])
    assert values(sheet, "place") == ["Okhtyrka"]
    assert sheet.text("status").null_count == 1


def test_eyes_on_russia_from_maphub_is_told_by_its_groups() -> None:
    row = {"title": "23/04/2022 Explosion in Kharkiv", "group": "744433847",
           "description": "ENTRY: 1 https://t.example/1"}  # fmt: skip
    other_day = {**row, "title": "03/04/2022: Fire"}
    sheet = read(table(row, other_day, shapes=[shapely.Point(36.2, 50.0)] * 2))
    assert values(sheet, "date_start") == ["2022-04-23", "2022-04-03"]  # as the column shows
    assert values(sheet, "layer") == ["shelling"] * 2
    assert values(sheet, "source_url") == ["https://t.example/1"] * 2
    other = table({**row, "group": "1"}, shapes=[shapely.Point(36.2, 50.0)])
    assert spoken(other, {}).table is other


def test_atlos_takes_its_sources_and_radius() -> None:
    row = {"slug": "ATL-1", "project": "P", "inserted_at": "2023-01-01", "updated_at": "2023-01-02",
           "latitude": "48", "longitude": "37", "sensitive": "Graphic Violence",
           "description": "Seen.", "date": "2022-12-30", "geolocation_resolution": "Vicinity",
           "status": "Completed", "source_1": "https://a.example", "source_2": ""}  # fmt: skip
    sheet = read(table(row))
    assert values(sheet, "id") == ["ATL-1"]
    assert values(sheet, "verification_status") == ["verified"]
    assert values(sheet, "source_url") == ["https://a.example"]
    assert values(sheet, "sensitivity") == ["Graphic Violence"]
    assert values(sheet, "date_start") == ["2022-12-30"]
    assert sheet.numbers["coordinate_uncertainty_m"].tolist() == [500]


def test_auto_archiver_upload_is_no_date_of_an_event() -> None:
    row = {"Link": "https://t.example/1", "Archive status": "telegram: success",
           "Archive location": "https://s3.example/a", "Upload timestamp": "2022-10-16T08:00Z",
           "Upload title": "A train", "Hash": "ab", "Place": "Mazyr"}  # fmt: skip
    sheet = read(table(row))
    assert sheet.text("date_start").null_count == 1
    assert values(sheet, "source_date") == ["2022-10-16T08:00Z"]
    assert values(sheet, "source_archive_url") == ["https://s3.example/a"]
    assert values(sheet, "place") == ["Mazyr"]


def test_timemap_uses_the_day() -> None:
    row = {"desc": "Tanks.", "date": "8/23/2014", "time": "18:30", "location": "Ilovaisk",
           "lat": "47.9", "long": "38.2", "source": "https://a.example", "filters": "",
           "category": "alpha"}  # fmt: skip
    sheet = read(table(row))
    assert values(sheet, "date_start") == ["2014-08-23"]
    assert values(sheet, "source_url") == ["https://a.example"]
    assert values(sheet, "description") == ["Tanks."]
    assert sheet.extras["time"].to_pylist() == ["18:30"]


def test_deepstate_units_stand_and_territory_is_no_sighting() -> None:
    unit = {"name": "38 бригада /// 38th Brigade /// geoJSON.units.brigade"}
    land = {"name": "Окуповано /// Occupied /// geoJSON.status.occupied"}
    sheet = read(table(unit, land, shapes=[shapely.Point(36.9, 48.1), shapely.box(35, 47, 36, 48)]))
    assert values(sheet, "unit")[0] == "38th Brigade"
    assert values(sheet, "movement_id")[0] == "unit 38th Brigade"
    assert values(sheet, "direction")[0] == "static"
    assert "'geoJSON.status.occupied' is no unit" in why(sheet, 1)


def test_any_table_with_names_is_not_deepstate() -> None:
    raw = table({"name": "A /// B"}, shapes=[shapely.Point(36.9, 48.1)])
    assert spoken(raw, {}).table is raw


STRIKE = {"name": "2 Voikovs'kyi b. GRAD strike", "kml_folder": "Artillery attacks",
          "description": "Image 14/09/2014. http://a.example/x (http://a.example/x)"}  # fmt: skip
LINE = {"name": "2t Voikovs'kyi b. trajectory", "kml_folder": "Artillery attacks",
        "description": "2t Voikovs'kyi b. trajectory"}  # fmt: skip
TOWNS = "Ukrainian towns and border points with updated satellite images"
TOWN = {"name": "Manych", "description": "Manych", "kml_folder": TOWNS}


@pytest.mark.parametrize("turned", [False, True])
def test_a_trajectory_is_the_direction_of_its_strike(turned: bool) -> None:
    """Whichever end of the line is at the strike, it leads from there to where fire came from."""
    ends = [(38.0, 47.0), (39.0, 47.0)]
    line = shapely.LineString(ends[::-1] if turned else ends)
    shapes = [shapely.box(37.99, 46.99, 38.0, 47.01), line, shapely.Point(38.7, 47.5)]
    sheet = read(table(STRIKE, LINE, TOWN, shapes=shapes))
    assert sheet.numbers["azimuth_deg"][0] == pytest.approx(89.6, abs=0.2)
    assert values(sheet, "category")[0] == "rocket_fire"
    assert (values(sheet, "date_start")[0], values(sheet, "date_end")[0]) == ("2014-07", "2014-09")
    assert values(sheet, "source_url")[0] == "http://a.example/x"
    assert why(sheet, 1).startswith("Smoking Grads: the trajectory of row 1")
    assert "no sightings" in why(sheet, 2)
    assert any("direction of their trajectory: 1 (azimuth_deg" in note for note in sheet.notes)


def test_craters_are_craters() -> None:
    sheet = read(table({"X": "38.37", "Y": "47.74", "crater_id": "1", "cfield_id": "20000"}))
    assert values(sheet, "category") == ["impact_crater"]
    assert values(sheet, "id") == ["crater-1"]
    assert sheet.located.all()
    assert sheet.dated.all()


def test_every_dialect_speaks_of_fields_that_there_are() -> None:
    names = [dialect.name for dialect in DIALECTS]
    assert len(set(names)) == len(names)
    for dialect in DIALECTS:
        assert set(dialect.columns.values()) <= {*FIELD_BY_NAME, ""}, dialect.name
        assert dialect.terms
        assert dialect.layout
        assert dialect.signatures


def test_no_dialect_takes_the_table_of_another() -> None:
    for dialect in DIALECTS:
        for signature in dialect.signatures:
            told = [d for d in DIALECTS if d.knows is None and d.signature_in(sorted(signature))]
            assert told == ([dialect] if dialect.knows is None else []), dialect.name


WORDS = st.sampled_from(
    ["", "1", "Armed clash", "Shelling/artillery/missile attack", "Attack", "x", "3", "Russia"]
)


@given(st.sampled_from([ACLED, UCDP, UAWARDATA, VIINA, GEOCONFIRMED]), st.data())
def test_whatever_stands_in_a_table_each_row_is_kept_or_set_aside(row, data) -> None:
    rows = data.draw(st.lists(st.fixed_dictionaries(dict.fromkeys(row, WORDS)), max_size=5))
    sheet = read(table(row, *rows))
    layers = {term.word for term in VOCABULARIES["layer"]}
    for number, layer in enumerate(values(sheet, "layer")):
        assert number in sheet.findings.set_aside or layer in layers


def test_each_answer_is_given_to_its_rows() -> None:
    rows = [{"a": a, "b": b} for a in ("x", "", "y") for b in ("1", "2", "")]
    raw = table(*rows)
    speech = Speech(raw.columns, raw.rows)
    answers, codes = speech.each(lambda a, b: f"{a}-{b}", "a", "b")
    assert [answers[code] for code in codes] == [f"{row['a']}-{row['b']}" for row in rows]
    assert len(answers) == len(rows)
    speech.put("c", lambda a: a, "there is none")
    assert "c" not in speech.fields


@pytest.mark.parametrize(
    ("name", "word"),
    [
        ("Military Forces of Russia (2000-)", "RUS"),
        ("Military Forces of Russia (2000-) Air Force", "RUS"),
        ("Government of Russia (Soviet Union)", "RUS"),
        ("Military Forces of Ukraine (2019-) Azov", "UKR"),
        ("Military Forces of Belarus (1994-)", "BLR"),
        ("NAF: United Armed Forces of Novorossiya", "separatist"),
        ("Wagner Group", "wagner"),
        ("ru", "RUS"),
        ("Protesters (Ukraine)", "Protesters (Ukraine)"),
        ("A; B", "A, B"),
    ],
)
def test_names_of_forces(name: str, word: str) -> None:
    assert force(name) == word


def test_addresses_in_a_text() -> None:
    text = "See http://a.example/x. (http://a.example/x) and https://b.example/y?z=1, or not"
    assert addresses(text) == "http://a.example/x | https://b.example/y?z=1"


def test_a_file_is_the_same_in_batches(read_text, tmp_path) -> None:
    """Told in each batch, with the order of dates that the whole file shows."""
    rows = [
        {**ACLED, "event_id_cnty": f"UKR{n}", "event_date": day, "sub_event_type": kind}
        for n, (day, kind) in enumerate(
            [("03/04/2022", "Armed clash"), ("23/04/2022", "Attack"), ("04/04/2022", "Grenade")]
        )
    ]
    lines = [",".join(ACLED), *(",".join(row.values()) for row in rows)]
    intake = read_text("\n".join(lines), "acled.csv")
    account = Account()
    frames = list(read_batches([tmp_path / "acled.csv"], How(today=dt.date(2024, 6, 1)), account))
    assert intake.sightings["date_start"].tolist() == ["2022-04-03", "2022-04-04"]
    assert (account.repaired, account.set_aside) == (intake.repaired, intake.set_aside) == (2, 1)
    (frame,) = [frame for frame in frames if len(frame)]
    assert frame["id"].tolist() == intake.sightings["id"].tolist() == ["UKR0", "UKR2"]
    assert frame["category"].tolist() == ["incident"] * 2
    assert frame["date_start"].tolist() == intake.sightings["date_start"].tolist()
    row = intake.rows[1]
    assert row.values is not None
    assert row.values["sub_event_type"] == "Attack"  # its own columns, to be mended and read again
    assert set(row.values) <= set(ACLED)
    assert intake.files[0].mapping["event_date"] == "date_start"
    assert intake.files[0].mapping["category (ACLED)"] == "category"
