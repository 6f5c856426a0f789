"""The publication gate: what of the sightings may leave the house, and in what form.

`maps.publication.gate.publish_records` is the gate, `maps.publication.files.publish` writes what
comes out of it; ``docs/publishing.md`` says what it holds back and why.
"""

__all__ = ["CELL_CATEGORY"]

#: The ``category`` of records that are a number of reports in a cell.
CELL_CATEGORY = "reports_in_cell"
