"""Deployments: troops and equipment that arrive, leave, pass or stay."""

from __future__ import annotations

from types import MappingProxyType

from layers.base import Layer

__all__ = ["DEPLOYMENTS"]

_MARKS = {
    "rail": ("rail_echelon",),
    "camp": ("training_ground_camp", "field_camp", "base_takeover", "headquarters", "exercise"),
    "air": (
        "aircraft_deployment", "aircraft_departure", "aircraft_sortie", "airfield_works",
        "uav_deployment", "air_defence_deployment",
    ),
    "ship": ("pontoon_bridge", "naval_deployment"),
    "bars": (
        "equipment_transfer", "equipment_arrival", "equipment_departure", "equipment_storage",
        "road_convoy", "ammunition_depot", "fuel_depot", "missile_system_deployment",
    ),
    "cross": ("incident",),
    "dot": ("troop_arrival", "troop_departure", "troop_movement", "troop_presence"),
}  # fmt: skip

DEPLOYMENTS = Layer(
    id="deployment",
    shape="diamond",
    marks=MappingProxyType({c: mark for mark, words in _MARKS.items() for c in words}),
    card_fields=("from_place", "to_place", "consist", "movement_id", "echelon"),
)
