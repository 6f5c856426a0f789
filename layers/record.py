"""The record: what is written down about one sighting.

This table is the only definition of the fields. Validation, the mapping of column names,
``kordon schema``, ``kordon template`` and the page ``docs/record.md`` are all made from it.

Rules that hold for every record: dates are ISO 8601, with an offset when a time is given;
positions are WGS 84 degrees, longitude and latitude both or neither; missing is empty, never 0,
never (0, 0), never a stand-in date.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

__all__ = ["FIELDS", "FIELD_BY_NAME", "LAYERS", "TELLING_FIELDS", "Field", "FieldType"]

FieldType = Literal[
    "text", "word", "words", "number", "date", "dates", "datetime", "geometry", "flag"
]

#: The three themes, in the order in which they are drawn and listed.
LAYERS = ("deployment", "fortification", "shelling")


@dataclass(frozen=True, kw_only=True)
class Field:
    """One field of the record.

    ``vocabulary`` names a list of words in `layers.vocabulary`; ``unit`` is the unit of a
    number; ``minimum`` and ``maximum`` its range, both included; ``aliases`` are other column
    names that mean the same (compared without case, spaces, hyphens and underscores);
    ``layers`` the themes it belongs to (empty: all); ``expected`` marks what a complete record
    has after inference; ``source`` says where the definition comes from.
    """

    name: str
    type: FieldType = "text"
    meaning: str
    source: str = "Kordon"
    unit: str = ""
    vocabulary: str = ""
    minimum: float | None = None
    maximum: float | None = None
    expected: bool = False
    aliases: tuple[str, ...] = ()
    layers: tuple[str, ...] = ()
    example: str = ""


_ACLED = "ACLED codebook"
_ADMIRALTY = "Admiralty code (NATO STANAG 2511)"
_ARCHIVER = "Bellingcat auto-archiver"
_DARWIN_CORE = "Darwin Core"
_ISO_8601 = "ISO 8601"
_UCDP = "UCDP GED codebook"
_WGS_84 = "WGS 84 (EPSG:4326)"

FIELDS: tuple[Field, ...] = (
    Field(
        name="id",
        meaning="Name of the record: stable, never used again; made from the content if absent",
        source=_ACLED,
        expected=True,
        aliases=("record_id", "event_id", "event_id_cnty", "uid", "uuid", "fid_1", "identifier"),
        example="EX-D-001",
    ),
    Field(
        name="layer",
        type="word",
        vocabulary="layer",
        meaning="Theme of the map; inferred from the category when absent",
        expected=True,
        aliases=("theme",),
        example="deployment",
    ),
    Field(
        name="category",
        type="word",
        vocabulary="category",
        meaning="What was seen, as one word of the layer's vocabulary; other words are kept",
        expected=True,
        aliases=("type", "event_type", "sub_event_type", "kind", "event", "class"),
        example="rail_echelon",
    ),
    Field(
        name="date_start",
        type="date",
        meaning="When it happened (or began), not when it was published",
        source=_ISO_8601,
        expected=True,
        aliases=(
            "date",
            "time",
            "datetime",
            "event_date",
            "start_date",
            "start",
            "date_from",
            "timestamp",
            "observed",
            "observed_at",
            "when",
            "day",
        ),
        example="2022-01-18",
    ),
    Field(
        name="date_end",
        type="date",
        meaning="When it ended, if it lasted; not before date_start",
        source=_ISO_8601,
        aliases=("end_date", "end", "date_to"),
        example="2022-01-20",
    ),
    Field(
        name="date_precision",
        type="word",
        vocabulary="date_precision",
        meaning="How exactly the date is known",
        source=_UCDP,
        aliases=("date_prec", "time_precision", "precision_date"),
        example="day",
    ),
    Field(
        name="place",
        meaning="Name of the place, as the source has it",
        source=_DARWIN_CORE,
        expected=True,
        aliases=(
            "location",
            "location_name",
            "place_name",
            "locality",
            "where",
            "where_coordinates",
            "city",
            "town",
            "settlement",
        ),
        example="Mazyr",
    ),
    Field(
        name="place_local",
        meaning="The same name in the local script",
        aliases=("local_name", "place_original", "name_local"),
        example="Мазыр",
    ),
    Field(
        name="admin1",
        meaning="Oblast or region of the place",
        source=_ACLED,
        aliases=("adm_1", "adm1", "oblast", "region_name", "province"),
        example="Homiel Region",
    ),
    Field(
        name="country",
        meaning="Country of the place, ISO 3166-1 alpha-2 where possible",
        source="ISO 3166-1",
        aliases=("country_code",),
        example="BY",
    ),
    Field(
        name="latitude",
        type="number",
        unit="degrees",
        minimum=-90,
        maximum=90,
        meaning="Latitude of the point, north positive",
        source=_WGS_84,
        aliases=("lat", "y", "decimal_latitude", "lat_dd", "ycoord", "y_coord"),
        example="52.0495",
    ),
    Field(
        name="longitude",
        type="number",
        unit="degrees",
        minimum=-180,
        maximum=180,
        meaning="Longitude of the point, east positive",
        source=_WGS_84,
        aliases=("lon", "lng", "long", "x", "decimal_longitude", "lon_dd", "xcoord", "x_coord"),
        example="29.2456",
    ),
    Field(
        name="geometry",
        type="geometry",
        meaning="Line or area as WKT, longitude first: obstacles, areas, border-long claims",
        source="OGC Simple Features",
        aliases=("geom", "wkt", "geom_wkt", "the_geom", "shape_wkt"),
        example="LINESTRING (29.1 51.5, 29.3 51.6)",
    ),
    Field(
        name="coordinate_uncertainty_m",
        type="number",
        unit="m",
        minimum=0,
        maximum=20_037_508,
        meaning="Radius of the disc that surely holds the true place",
        source=_DARWIN_CORE + ": coordinateUncertaintyInMeters",
        aliases=(
            "uncertainty_m",
            "accuracy_m",
            "coordinate_uncertainty_in_meters",
            "uncertainty",
            "accuracy",
            "radius_m",
            "precision_m",
            "where_prec",
            "geo_precision",
            "geolocation_resolution",
        ),
        example="12000",
    ),
    Field(
        name="coordinate_source",
        meaning="How the coordinates came about: media, gazetteer, station, centroid, analyst",
        source=_DARWIN_CORE + ": georeferenceSources",
        aliases=("georeference_sources", "coordinates_source", "geolocation_source"),
        example="GeoNames",
    ),
    Field(
        name="actor",
        type="words",
        vocabulary="actor",
        meaning="Force that was seen or that acted; several separated by ;",
        source=_ACLED,
        aliases=("actor1", "side", "force"),
        example="RUS",
    ),
    Field(
        name="unit",
        meaning="Military unit, as the source names it",
        aliases=("unit_name", "military_unit", "formation"),
        example="38th Separate Air Assault Brigade",
    ),
    Field(
        name="echelon",
        layers=("deployment",),
        meaning="Size of the unit: platoon, company, battalion, regiment, brigade ...",
        source="APP-6",
        aliases=("unit_size", "strength"),
        example="brigade",
    ),
    Field(
        name="sidc",
        meaning="Symbol identification code",
        source="MIL-STD-2525 / APP-6",
        aliases=("symbol_code", "icon15", "symbol_id"),
        example="SHGPUCIZ--AJ---",
    ),
    Field(
        name="equipment",
        meaning="Equipment that was seen; several separated by ;",
        aliases=("materiel", "vehicle_type", "equipment_type"),
        example="T-72B3; BMP-2",
    ),
    Field(
        name="quantity_low",
        type="number",
        minimum=0,
        meaning="Least number that the source supports",
        source=_UCDP,
        aliases=("count_low", "number_low", "quantity_min", "min_count"),
        example="28",
    ),
    Field(
        name="quantity_best",
        type="number",
        minimum=0,
        meaning="Most likely number, between quantity_low and quantity_high",
        source=_UCDP,
        aliases=("quantity", "count", "number", "amount", "qty"),
        example="30",
    ),
    Field(
        name="quantity_high",
        type="number",
        minimum=0,
        meaning="Largest number that the source supports",
        source=_UCDP,
        aliases=("count_high", "number_high", "quantity_max", "max_count"),
        example="37",
    ),
    Field(
        name="quantity_unit",
        type="word",
        vocabulary="quantity_unit",
        meaning="What was counted",
        aliases=("count_unit", "quantity_of"),
        example="wagons",
    ),
    Field(
        name="direction",
        type="word",
        vocabulary="direction",
        meaning="Which way, relative to the country of the place",
        aliases=("movement_direction",),
        example="arrival",
    ),
    Field(
        name="status",
        type="word",
        vocabulary="status",
        meaning="Who stands behind it",
        source="ISW map tiers, plus reported and denied",
        aliases=("assessment", "claim_status"),
        example="reported",
    ),
    Field(
        name="movement_id",
        layers=("deployment",),
        meaning="Which train or convoy, however many sightings saw it",
        aliases=("convoy_id", "train_id"),
        example="M-2022-10-16-A",
    ),
    Field(
        name="from_place",
        layers=("deployment",),
        meaning="Where the movement came from",
        aliases=("origin", "from"),
    ),
    Field(
        name="to_place",
        layers=("deployment",),
        meaning="Where the movement went to",
        aliases=("destination", "to"),
    ),
    Field(
        name="consist",
        layers=("deployment",),
        meaning="Wagons of a train by kind",
        source="UIC wagon classes",
        aliases=("train_consist",),
        example="24 flat; 3 covered; 1 passenger",
    ),
    Field(
        name="obstacle_status",
        layers=("fortification",),
        type="word",
        vocabulary="obstacle_status",
        meaning="State of a fortification or obstacle on the day as_of",
        aliases=("condition",),
        example="destroyed",
    ),
    Field(
        name="as_of",
        layers=("fortification",),
        type="date",
        meaning="Day for which obstacle_status holds",
        source=_ISO_8601,
        aliases=("status_date", "as_of_date"),
        example="2023-08-31",
    ),
    Field(
        name="target_place",
        layers=("shelling",),
        meaning="Shelling: name of the place that was hit",
        aliases=("target", "impact_place"),
        example="Chernihiv",
    ),
    Field(
        name="target_latitude",
        layers=("shelling",),
        type="number",
        unit="degrees",
        minimum=-90,
        maximum=90,
        meaning="Shelling: latitude of the place that was hit",
        source=_WGS_84,
        aliases=("target_lat", "impact_latitude", "impact_lat"),
        example="51.50551",
    ),
    Field(
        name="target_longitude",
        layers=("shelling",),
        type="number",
        unit="degrees",
        minimum=-180,
        maximum=180,
        meaning="Shelling: longitude of the place that was hit",
        source=_WGS_84,
        aliases=("target_lon", "target_lng", "impact_longitude", "impact_lon"),
        example="31.28487",
    ),
    Field(
        name="azimuth_deg",
        layers=("shelling",),
        type="number",
        unit="degrees",
        minimum=0,
        maximum=360,
        meaning="Shelling: direction from the impact (target_*, else the record's own place) back "
        "to the origin, clockwise from true north",
        aliases=("azimuth", "bearing", "bearing_deg"),
        example="45",
    ),
    Field(
        name="azimuth_error_deg",
        layers=("shelling",),
        type="number",
        unit="degrees",
        minimum=0,
        maximum=180,
        meaning="Shelling: half width of the fan in which the origin lies; without it there is "
        "only a line",
        aliases=("azimuth_error", "bearing_error"),
        example="5",
    ),
    Field(
        name="range_min_km",
        layers=("shelling",),
        type="number",
        unit="km",
        minimum=0,
        meaning="Shelling: least distance to the origin",
        aliases=("range_min",),
        example="4",
    ),
    Field(
        name="range_max_km",
        layers=("shelling",),
        type="number",
        unit="km",
        minimum=0,
        meaning="Shelling: greatest distance to the origin",
        aliases=("range_max",),
        example="20",
    ),
    Field(
        name="weapon",
        layers=("shelling",),
        meaning="Shelling: weapon or ammunition, as the source names it",
        aliases=("weapon_type", "munition", "weapon_system"),
        example="BM-21",
    ),
    Field(
        name="source_title",
        meaning="Title and publisher of the source; several separated by ' | '",
        source=_ARCHIVER,
        aliases=("source", "upload_title", "source_headline", "headline", "source_name"),
        example="RFE/RL: Satellite images reveal build-up",
    ),
    Field(
        name="source_url",
        meaning="Address of the source; several separated by ' | '",
        source=_ARCHIVER,
        aliases=("url", "link", "sources_url", "source_link", "sources", "href"),
        example="https://example.org/report",
    ),
    Field(
        name="source_date",
        type="dates",
        meaning="When the source was published; several separated by ' | '",
        source=_ISO_8601,
        aliases=("sources_date", "upload_timestamp", "published", "publication_date"),
        example="2022-01",
    ),
    Field(
        name="source_archive_url",
        meaning="Address of an archived copy of the source",
        source=_ARCHIVER,
        aliases=("archive_location", "archive_url", "archived_url", "wacz"),
        example="https://web.archive.org/web/2022/https://example.org/report",
    ),
    Field(
        name="source_sha256",
        meaning="SHA-256 of the archived file, 64 hexadecimal digits",
        source=_ARCHIVER,
        aliases=("hash", "sha256", "archive_hash"),
    ),
    Field(
        name="source_language",
        meaning="Language of the source, ISO 639-1",
        source="ISO 639",
        aliases=("language", "lang"),
        example="be",
    ),
    Field(
        name="source_reliability",
        type="word",
        vocabulary="source_reliability",
        meaning="How reliable the source is; F means cannot be judged, not worst",
        source=_ADMIRALTY,
        aliases=("reliability",),
        example="B",
    ),
    Field(
        name="information_credibility",
        type="word",
        vocabulary="information_credibility",
        meaning="How credible the information is; 1 needs two independent sources, "
        "6 means cannot be judged",
        source=_ADMIRALTY,
        aliases=("credibility",),
        example="2",
    ),
    Field(
        name="verification_status",
        type="word",
        vocabulary="verification_status",
        meaning="How far the record has been checked",
        aliases=("verification", "verified"),
        example="verified",
    ),
    Field(
        name="handling",
        type="word",
        vocabulary="handling",
        meaning="Who may see the record",
        source="after the Traffic Light Protocol",
        aliases=("tlp", "classification"),
        example="public",
    ),
    Field(
        name="embargo_until",
        type="datetime",
        meaning="Moment before which the record is not published",
        source=_ISO_8601,
        aliases=("embargo",),
        example="2022-01-21T12:00Z",
    ),
    Field(
        name="sensitivity",
        meaning="Why the record needs care, in words",
        aliases=("sensitive",),
        example="shows a private house",
    ),
    Field(
        name="supersedes",
        meaning="id of the earlier record that this one replaces",
        aliases=("replaces",),
        example="EX-D-001",
    ),
    Field(
        name="retracted",
        type="flag",
        vocabulary="flag",
        meaning="true when the record was withdrawn; it stays in the file",
        aliases=("withdrawn",),
        example="true",
    ),
    Field(
        name="retraction_reason",
        meaning="Why it was withdrawn",
        aliases=("retracted_because",),
        example="footage was from 2015",
    ),
    Field(
        name="description",
        meaning="One neutral sentence about what was seen",
        expected=True,
        aliases=("note", "notes", "comment", "comments", "remarks", "summary", "text", "details"),
        example="A post of 18 January 2022 reported Russian troops seen in Mazyr.",
    ),
)

#: The same fields by name.
FIELD_BY_NAME: Mapping[str, Field] = MappingProxyType({field.name: field for field in FIELDS})

#: Fields that say what was seen: a record in which all of them are empty is set aside.
TELLING_FIELDS = (
    "category",
    "unit",
    "sidc",
    "equipment",
    "quantity_low",
    "quantity_best",
    "quantity_high",
    "consist",
    "obstacle_status",
    "weapon",
    "source_title",
    "source_url",
    "description",
)
