"""What was seen: the record, its readers, and the three layers."""
