"""The store: one SQLite file that keeps every record, every version of it, and what was done.

Rows are only added. Each import is an event; events are chained by SHA-256, and each seals the
rows that it added. `layers.store.database` opens stores, `importing` fills them, `current` and
`history` read them, `grouping` keeps groups of doubles and what was decided about them,
`verifying` recomputes everything, `copies` backs them up. `keeper.Store` is all of it in one place.
"""
