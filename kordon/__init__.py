"""Kordon: border-activity maps from open sources, standalone, sourced, and no surer than they are.

::

    import kordon

    intake = kordon.read(["sightings.csv"])
    regions = kordon.zones(["BY-UA"])
    memberships = kordon.join(intake.sightings, regions)
    kordon.Page(sightings=intake.sightings, regions=regions).save("map.html")

Names are imported when they are first used, so that ``import kordon`` costs nothing.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

from geo.errors import (
    ArgumentError,
    ForeignFileError,
    InputError,
    KordonError,
    LeakError,
    MissingExtraError,
    OutputError,
    PageError,
    PlaceError,
    PublicationError,
    RegionError,
    StoreError,
)
from geo.version import __version__

if TYPE_CHECKING:
    from geo.counts import count as count
    from geo.gazetteer import geocode as geocode
    from geo.hubs import rail_hubs as hubs
    from geo.join import join as join
    from geo.regions import read_regions as read_regions
    from geo.zones import border_zones as zones
    from layers.asking.ask import ask as query
    from layers.asking.counting import count_by as count_by
    from layers.asking.near import near as near
    from layers.asking.selection import Selection as Selection
    from layers.coverage import read_coverage as read_coverage
    from layers.doubles.propose import doubles as doubles
    from layers.intake import Intake as Intake
    from layers.joins.files import join_files as join_files
    from layers.mappings import mapping_used as mapping_used
    from layers.mappings import read_mapping as read_mapping
    from layers.policy import Policy as Policy
    from layers.readers import read as read
    from layers.schema import schema as schema
    from layers.store.importing import import_file as import_file
    from layers.store.importing import import_files as import_files
    from layers.store.keeper import Store as Store
    from layers.writing.export import export as export
    from layers.writing.template import template as template
    from maps.briefing.build import brief as brief
    from maps.briefing.build import build_briefing as build_briefing
    from maps.build import build_map as build_map
    from maps.doctor import examine as doctor
    from maps.embed import embed as embed
    from maps.leaks import Leak as Leak
    from maps.leaks import Secrets as Secrets
    from maps.leaks import find_leaks as find_leaks
    from maps.leaks import find_traces as find_traces
    from maps.page import Map as Map
    from maps.page import Page as Page
    from maps.picture import Picture as Picture
    from maps.picture import draw_picture as draw_picture
    from maps.picture import draw_pictures as draw_pictures
    from maps.picture.build import build_picture as build_picture
    from maps.publication.files import publish as publish
    from maps.publication.filtering import Gate as Gate
    from maps.publication.gate import Publication as Publication
    from maps.publication.gate import publish_records as publish_records
    from maps.publication.profile import load_profile as load_profile
    from maps.rasters import Raster as Raster
    from maps.rasters import load_raster as load_raster
    from maps.verify import verify as verify

__all__ = [
    "ArgumentError",
    "ForeignFileError",
    "Gate",
    "InputError",
    "Intake",
    "KordonError",
    "Leak",
    "LeakError",
    "Map",
    "MissingExtraError",
    "OutputError",
    "Page",
    "PageError",
    "Picture",
    "PlaceError",
    "Policy",
    "Publication",
    "PublicationError",
    "Raster",
    "RegionError",
    "Secrets",
    "Selection",
    "Store",
    "StoreError",
    "__version__",
    "brief",
    "build_briefing",
    "build_map",
    "build_picture",
    "count",
    "count_by",
    "doctor",
    "doubles",
    "draw_picture",
    "draw_pictures",
    "embed",
    "export",
    "find_leaks",
    "find_traces",
    "geocode",
    "hubs",
    "import_file",
    "import_files",
    "join",
    "join_files",
    "load_profile",
    "load_raster",
    "mapping_used",
    "near",
    "publish",
    "publish_records",
    "query",
    "read",
    "read_coverage",
    "read_mapping",
    "read_regions",
    "schema",
    "template",
    "verify",
    "zones",
]

_HOMES = {
    "Gate": ("maps.publication.filtering", "Gate"),
    "Intake": ("layers.intake", "Intake"),
    "Leak": ("maps.leaks", "Leak"),
    "Map": ("maps.page", "Map"),
    "Page": ("maps.page", "Page"),
    "Picture": ("maps.picture", "Picture"),
    "Policy": ("layers.policy", "Policy"),
    "Publication": ("maps.publication.gate", "Publication"),
    "Raster": ("maps.rasters", "Raster"),
    "Secrets": ("maps.leaks", "Secrets"),
    "Selection": ("layers.asking.selection", "Selection"),
    "Store": ("layers.store.keeper", "Store"),
    "brief": ("maps.briefing.build", "brief"),
    "build_briefing": ("maps.briefing.build", "build_briefing"),
    "build_map": ("maps.build", "build_map"),
    "build_picture": ("maps.picture.build", "build_picture"),
    "count": ("geo.counts", "count"),
    "count_by": ("layers.asking.counting", "count_by"),
    "doctor": ("maps.doctor", "examine"),
    "doubles": ("layers.doubles.propose", "doubles"),
    "draw_picture": ("maps.picture", "draw_picture"),
    "draw_pictures": ("maps.picture", "draw_pictures"),
    "embed": ("maps.embed", "embed"),
    "export": ("layers.writing.export", "export"),
    "find_leaks": ("maps.leaks", "find_leaks"),
    "find_traces": ("maps.leaks", "find_traces"),
    "geocode": ("geo.gazetteer", "geocode"),
    "hubs": ("geo.hubs", "rail_hubs"),
    "import_file": ("layers.store.importing", "import_file"),
    "import_files": ("layers.store.importing", "import_files"),
    "join": ("geo.join", "join"),
    "join_files": ("layers.joins.files", "join_files"),
    "load_profile": ("maps.publication.profile", "load_profile"),
    "load_raster": ("maps.rasters", "load_raster"),
    "mapping_used": ("layers.mappings", "mapping_used"),
    "near": ("layers.asking.near", "near"),
    "publish": ("maps.publication.files", "publish"),
    "publish_records": ("maps.publication.gate", "publish_records"),
    "query": ("layers.asking.ask", "ask"),
    "read": ("layers.readers", "read"),
    "read_coverage": ("layers.coverage", "read_coverage"),
    "read_mapping": ("layers.mappings", "read_mapping"),
    "read_regions": ("geo.regions", "read_regions"),
    "schema": ("layers.schema", "schema"),
    "template": ("layers.writing.template", "template"),
    "verify": ("maps.verify", "verify"),
    "zones": ("geo.zones", "border_zones"),
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'kordon' has no attribute {name!r}")
    module, attribute = _HOMES[name]
    value = getattr(importlib.import_module(module), attribute)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
