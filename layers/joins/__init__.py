"""Sightings joined with regions: in batches, in parts or on a cluster; and the table of it."""
