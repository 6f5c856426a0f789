"""The fields of the record, part by part; `layers.record` puts them together."""
