"""Reports of one event: proposed in groups with reasons, decided by people, counted once."""
