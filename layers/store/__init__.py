"""The store: one file that keeps every record, every version of it, and what was done.

Rows are only added. Each import is an event; events are chained by SHA-256, and each seals the
rows that it added. `layers.store.database` opens stores, `importing` fills them, `current` and
`history` read them, `grouping` keeps groups of doubles and what was decided about them,
`verifying` recomputes everything, `copies` backs them up. `keeper.Store` is all of it in one place.

The file is an SQLite database (`sqlite`). For several people the same tables are kept in a schema
of a PostgreSQL database (`postgres`, with what begins so), whose `address` takes the place of the
file's name. `dialect` says what the rest needs of either.
"""
