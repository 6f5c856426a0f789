"""Makes ``geo/reference/data`` again from open packages, to the last vertex.

``python -m geo.reference.build`` needs the extra ``reference`` and ``npm``; ``make reference``
sets both up in an environment of its own and says how the result differs from what is
committed. Nothing here is imported by the rest of Kordon. All geometries are in EPSG:4326,
longitude before latitude, degrees.

The walk: `packages` finds the sources; `countries` makes eleven countries that share their
edges; `oblasts` lays the first-level units into three of them; `borders` takes the land borders
and the bands along two of these; `water` and `gazetteer` extract the rest; `compare` tells how
two folders of reference data differ. ``rail_hubs.csv``, ``rail_lines.csv`` and
``oblast_names.json`` are written by hand and stay as they are.
"""
