"""The words of the record: their labels, meanings and flags, and the codes of other projects.

Words that are not listed are kept and reported, never refused. Other spellings of a listed word
(case, spaces, hyphens, the ``also`` forms) are brought to the listed one, and that is reported
as a repair.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from layers.categorywords import ALSO_ACTORS, ALSO_CATEGORIES, ALSO_LAYERS
from layers.checking.quantitywords import ALSO_UNITS

__all__ = ["CODE_TABLES", "VOCABULARIES", "Term", "layer_of_category", "term"]


@dataclass(frozen=True)
class Term:
    """One word. ``layer`` is set for categories; flags: ``cumulative`` is never summed."""

    word: str
    label: str
    meaning: str = ""
    layer: str = ""
    flags: frozenset[str] = frozenset()
    also: tuple[str, ...] = ()


_DEPLOYMENT = (
    ("troop_arrival", "Troop arrival", "personnel arriving in the place or country"),
    ("troop_departure", "Troop departure", "personnel leaving the place or country"),
    ("troop_movement", "Troop movement", "personnel or column on the move, direction open"),
    ("troop_presence", "Troop presence", "personnel seen or stated to be in the place"),
    ("rail_echelon", "Rail echelon", "military train: arriving, leaving, passing or loading"),
    ("road_convoy", "Road convoy", "column of military vehicles on a road"),
    ("equipment_arrival", "Equipment arrival", "equipment arriving in the place"),
    ("equipment_departure", "Equipment departure", "equipment leaving the place"),
    ("equipment_transfer", "Equipment transfer", "equipment moved from one force or base to other"),
    ("equipment_storage", "Equipment storage", "equipment parked or stored, not in use"),
    ("training_ground_camp", "Training-ground camp", "tents or a field camp on a training ground"),
    ("field_camp", "Field camp", "camp outside a training ground"),
    ("base_takeover", "Base takeover", "base or barracks handed to another force"),
    ("headquarters", "Headquarters", "command post or staff"),
    ("field_hospital", "Field hospital", "military medical facility"),
    ("ammunition_depot", "Ammunition depot", "stored ammunition or missiles"),
    ("fuel_depot", "Fuel depot", "stored or delivered fuel"),
    ("exercise", "Exercise", "manoeuvre, drill or snap inspection"),
    ("border_crossing", "Border crossing", "force crossing the border"),
    ("pontoon_bridge", "Pontoon bridge", "military bridge laid over a river"),
    ("air_defence_deployment", "Air-defence deployment", "air-defence system in position"),
    ("missile_system_deployment", "Missile-system deployment", "ballistic or cruise launchers"),
    ("electronic_warfare_deployment", "Electronic warfare", "jamming or intercept system"),
    ("aircraft_deployment", "Aircraft deployment", "aircraft or helicopters arriving at a field"),
    ("aircraft_departure", "Aircraft departure", "aircraft or helicopters leaving a field"),
    ("aircraft_sortie", "Aircraft sortie", "flight that was observed, no strike stated"),
    ("airfield_works", "Airfield works", "building or clearing on an airfield"),
    ("uav_deployment", "Drone deployment", "drones or their crews in position"),
    ("naval_deployment", "Naval deployment", "boats or ships in position"),
    ("mobilisation", "Mobilisation", "call-up, muster or reserve exercise"),
    ("incident", "Incident", "accident, explosion or clash that is none of the others"),
)
_FORTIFICATION = (
    ("trench_line", "Trench line", "dug trench or communication trench"),
    ("fortified_position", "Fortified position", "strongpoint, bunker, prepared firing position"),
    ("bunker", "Bunker", "covered concrete or log position"),
    ("antitank_ditch", "Anti-tank ditch", "ditch against vehicles"),
    ("dragons_teeth", "Dragon's teeth", "concrete pyramids against vehicles"),
    ("barbed_wire", "Barbed wire", "wire obstacle"),
    ("hedgehogs", "Hedgehogs", "steel obstacles against vehicles"),
    ("minefield", "Minefield", "area stated or seen to be mined"),
    ("mined_road", "Mined road", "road stated or seen to be mined"),
    ("mined_bridge", "Mined bridge", "bridge prepared for demolition"),
    ("destroyed_bridge", "Destroyed bridge", "bridge blown or bombed"),
    ("destroyed_road", "Destroyed road", "road dug up, blown or blocked"),
    ("roadblock", "Roadblock", "blocks or a post across a road"),
    ("flooded_area", "Flooded area", "land flooded on purpose"),
    ("abatis", "Abatis", "felled trees across a road or forest edge"),
    ("border_wall", "Border wall", "wall or fence along the border"),
    ("barrier_construction", "Barrier construction", "building of a barrier under way"),
    ("border_zone_restricted", "Restricted border zone", "area closed to civilians"),
    ("checkpoint_closed", "Checkpoint closed", "crossing point shut or dismantled"),
    ("observation_post", "Observation post", "tower, camera mast or manned post"),
    ("fortification_funding", "Fortification funding", "money decided for fortification"),
    ("demining", "Demining", "mines cleared"),
)
_SHELLING = (
    ("artillery_fire", "Artillery fire", "tube artillery, or shelling not described further"),
    ("mortar_fire", "Mortar fire", "mortars"),
    ("rocket_fire", "Rocket fire", "multiple rocket launchers"),
    ("tank_fire", "Tank fire", "direct or indirect fire of tanks"),
    ("small_arms_fire", "Small-arms fire", "rifles, machine guns, grenade launchers"),
    ("missile_launch", "Missile launch", "ground-launched ballistic or cruise missile"),
    ("missile_launch_total", "Missile launches, total", "running total up to the date"),
    ("air_launched_missile", "Air-launched missile", "missile launched by aircraft"),
    ("air_strike", "Air strike", "bombs or unguided rockets dropped by aircraft"),
    ("glide_bomb", "Glide bomb", "bomb with a glide kit"),
    ("helicopter_strike", "Helicopter strike", "rockets or missiles of helicopters"),
    ("uav_launch", "Drone launch", "attack drone launched"),
    ("uav_strike", "Drone strike", "attack drone hitting, launch place unknown"),
    ("missile_debris", "Missile debris", "remains of a missile or drone found"),
    ("interception", "Interception", "missile or drone shot down"),
    ("impact_crater", "Impact crater", "crater, with or without a direction"),
    ("explosion", "Explosion", "explosion of unknown cause"),
)

_CUMULATIVE = frozenset({"missile_launch_total"})


def _categories() -> tuple[Term, ...]:
    groups = (
        ("deployment", _DEPLOYMENT),
        ("fortification", _FORTIFICATION),
        ("shelling", _SHELLING),
    )
    return tuple(
        Term(word, label, meaning, layer, _flags(word), ALSO_CATEGORIES.get(word, ()))
        for layer, rows in groups
        for word, label, meaning in rows
    )


def _flags(word: str) -> frozenset[str]:
    return frozenset({"cumulative"} if word in _CUMULATIVE else ())


def _terms(*rows: tuple[str, str] | tuple[str, str, tuple[str, ...]]) -> tuple[Term, ...]:
    return tuple(
        Term(row[0], row[1][:1].upper() + row[1][1:], "", also=row[2] if len(row) == 3 else ())
        for row in rows
    )


def _with(
    forms: Mapping[str, tuple[str, ...]],
    *rows: tuple[str, str] | tuple[str, str, tuple[str, ...]],
) -> tuple[Term, ...]:
    return tuple(
        replace(term, also=(*term.also, *forms.get(term.word, ()))) for term in _terms(*rows)
    )


#: Every list of words by the name that `layers.record.Field.vocabulary` uses.
VOCABULARIES: Mapping[str, tuple[Term, ...]] = MappingProxyType(
    {
        "layer": (
            Term("deployment", "Deployments", also=ALSO_LAYERS["deployment"]),
            Term("fortification", "Fortifications", also=ALSO_LAYERS["fortification"]),
            Term("shelling", "Shelling", also=ALSO_LAYERS["shelling"]),
        ),
        "category": _categories(),
        "date_precision": _terms(
            ("day", "the day is known", ("exact", "daily")),
            ("week", "the week is known: the day may be 3 days off", ("weekly",)),
            ("month", "the month is known", ("monthly",)),
            ("year", "the year is known", ("yearly",)),
        ),
        "actor": _with(
            ALSO_ACTORS,
            ("RUS", "Russia", ("RU", "Russia", "Russian Federation", "Russian")),
            ("BLR", "Belarus", ("BY", "Belarus", "Belarusian")),
            ("UKR", "Ukraine", ("UA", "Ukraine", "Ukrainian")),
            ("POL", "Poland", ("PL", "Poland", "Polish")),
            ("LTU", "Lithuania", ("LT", "Lithuania")),
            ("LVA", "Latvia", ("LV", "Latvia")),
            ("EST", "Estonia", ("EE", "Estonia")),
            ("MDA", "Moldova", ("MD", "Moldova")),
            ("ROU", "Romania", ("RO", "Romania")),
            ("SVK", "Slovakia", ("SK", "Slovakia")),
            ("HUN", "Hungary", ("HU", "Hungary")),
            ("PRK", "North Korea", ("KP", "DPRK", "North Korea")),
            ("wagner", "Wagner group", ("Wagner Group", "PMC Wagner")),
            ("separatist", "Russian-led formations in Donetsk and Luhansk", ("DPR", "LPR")),
            ("unknown", "not known"),
        ),
        "quantity_unit": _with(
            ALSO_UNITS,
            ("personnel", "people", ("people", "troops", "soldiers", "persons")),
            ("battalions", "battalions", ("battalion", "btg")),
            ("tanks", "tanks", ("tank",)),
            ("armoured_vehicles", "armoured vehicles", ("armored_vehicles", "armoured_vehicle")),
            ("AFV", "armoured fighting vehicles", ("afvs",)),
            ("artillery", "artillery pieces", ("guns", "howitzers")),
            ("launchers", "launchers", ("launcher",)),
            ("missiles", "missiles", ("missile",)),
            ("rockets", "rockets", ("rocket",)),
            ("shells", "shells or rounds", ("shell", "rounds", "projectiles")),
            ("bombs", "bombs", ("bomb",)),
            ("explosions", "explosions", ("explosion",)),
            ("strikes", "strikes", ("strike",)),
            ("UAV", "drones", ("uavs", "drone", "drones")),
            ("aircraft", "aircraft", ("planes", "plane")),
            ("helicopters", "helicopters", ("helicopter",)),
            ("vehicles", "vehicles of any kind", ("vehicle", "trucks")),
            ("trains", "trains", ("train", "echelons")),
            ("wagons", "railway wagons", ("wagon", "cars", "railcars")),
            ("ships", "ships or boats", ("boats",)),
            ("tents", "tents", ("tent",)),
            ("positions", "firing positions", ("position",)),
            ("strongholds", "strongpoints", ("strongpoints", "stronghold")),
            ("lines", "lines of defence", ("line",)),
            ("bridges", "bridges", ("bridge",)),
            ("roads", "roads", ("road",)),
            ("mines", "mines", ("mine",)),
            ("districts", "districts", ("district",)),
            ("craters", "craters", ("crater",)),
            ("km", "kilometres", ("kilometres", "kilometers")),
            ("ha", "hectares", ("hectares",)),
            ("tonnes", "tonnes", ("tons", "t")),
            ("UAH million", "million hryvnia"),
            ("reports", "reports, of which no more is told than their number", ("report",)),
        ),
        "direction": _terms(
            ("arrival", "coming into the place or country", ("arriving", "inbound", "in")),
            ("departure", "leaving the place or country", ("departing", "outbound", "out")),
            ("transit", "passing through", ("passing", "through")),
            ("static", "there, not moving", ("stationary", "present")),
            ("fire", "fire from or at the place (shelling)", ("firing",)),
        ),
        "status": _terms(
            ("assessed", "assessed by an analyst from evidence", ("confirmed",)),
            ("claimed", "claimed by a party to the conflict", ("claim",)),
            ("reported", "reported by a third party", ("report",)),
            ("denied", "denied by the party concerned", ("denial",)),
        ),
        "obstacle_status": _terms(
            ("planned", "planned, not there yet", ("projected", "proposed")),
            ("intact", "intact"),
            ("damaged", "damaged"),
            ("destroyed", "destroyed"),
            ("repaired", "repaired", ("rebuilt",)),
            ("unknown", "not known"),
        ),
        "source_reliability": _terms(
            ("A", "completely reliable"),
            ("B", "usually reliable"),
            ("C", "fairly reliable"),
            ("D", "not usually reliable"),
            ("E", "unreliable"),
            ("F", "reliability cannot be judged"),
        ),
        "information_credibility": _terms(
            ("1", "confirmed by independent sources"),
            ("2", "probably true"),
            ("3", "possibly true"),
            ("4", "doubtful"),
            ("5", "improbable"),
            ("6", "truth cannot be judged"),
        ),
        "verification_status": _terms(
            ("unverified", "nobody has checked it", ("not verified", "no", "false")),
            ("in_review", "being checked", ("pending", "in progress")),
            ("verified", "checked and found right", ("yes", "true", "confirmed")),
            ("rejected", "checked and found wrong", ("debunked",)),
        ),
        "handling": _terms(
            ("public", "anyone", ("clear", "tlp:clear", "white", "tlp:white")),
            ("partner", "named partners", ("green", "tlp:green")),
            ("internal", "the own organisation", ("amber", "tlp:amber")),
            ("restricted", "named people only", ("red", "tlp:red")),
        ),
        "flag": _terms(
            ("true", "yes", ("yes", "y", "1", "t")),
            ("false", "no", ("no", "n", "0", "f")),
        ),
    }
)

#: Codes of other projects, by the column that carries them: our field, and code -> value.
#: UCDP GED codebook: date_prec; where_prec 1 exact, 2 within 25 km, 3 district, 4 oblast,
#: 5 line or area, 6 country, 7 sea or air. ACLED codebook: time_precision; geo_precision 1 town,
#: 2 part of a region, 3 region. VIINA (administrative level) has the same column name as ACLED.
#: Atlos: exact, vicinity, locality. The radii for areas are ours: half the size of a Ukrainian
#: district, oblast or the country, rounded up.
CODE_TABLES: Mapping[str, tuple[str, Mapping[str, str]]] = MappingProxyType(
    {
        "date_prec": (
            "date_precision",
            {"1": "day", "2": "week", "3": "week", "4": "month", "5": "year"},
        ),
        "time_precision": ("date_precision", {"1": "day", "2": "week", "3": "month"}),
        "where_prec": (
            "coordinate_uncertainty_m",
            {
                "1": "5000",
                "2": "25000",
                "3": "40000",
                "4": "120000",
                "5": "120000",
                "6": "600000",
                "7": "600000",
            },
        ),
        "geo_precision": (
            "coordinate_uncertainty_m",
            {
                "1": "5000",
                "2": "40000",
                "3": "120000",
                "STREET": "500",
                "ADM3": "10000",
                "ADM2": "40000",
                "ADM1": "120000",
                "ADM0": "600000",
            },
        ),
        "geolocation_resolution": (
            "coordinate_uncertainty_m",
            {"Exact": "50", "Vicinity": "500", "Locality": "5000"},
        ),
    }
)

_LAYER_OF = {term.word: term.layer for term in VOCABULARIES["category"]}
_BY_WORD = {name: {term.word: term for term in terms} for name, terms in VOCABULARIES.items()}


def layer_of_category(category: str) -> str | None:
    """Return the layer of a listed category, or None for a word that is not listed."""
    return _LAYER_OF.get(category)


def term(vocabulary: str, word: str) -> Term | None:
    """Return the entry of ``word`` in a vocabulary, or None when it is not listed."""
    return _BY_WORD[vocabulary].get(word)
