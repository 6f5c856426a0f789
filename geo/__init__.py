"""Where things are: geodesy, reference geography, zones, hubs, and the join."""
