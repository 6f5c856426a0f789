"""Questions to the sightings: which, how many, how far; from the words that people type."""
