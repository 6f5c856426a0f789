"""When: dates and times as people write them, and the interval that surely holds what happened."""
