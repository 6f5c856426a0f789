"""The publication gate: what of the sightings may leave the house, and in what form.

`maps.publication.gate.publish_records` is the gate, `maps.publication.files.publish` writes what
comes out of it; ``docs/publishing.md`` says what it holds back and why.
"""

from layers.reports import CELL_CATEGORY

__all__ = ["CELL_CATEGORY"]
