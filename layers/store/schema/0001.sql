-- Schema 1. Rows are only ever added: triggers refuse to change or remove any.

-- What was done, each entry sealed with the one before it.
CREATE TABLE events (
    event INTEGER PRIMARY KEY,
    at TEXT NOT NULL,              -- ISO 8601, UTC
    kind TEXT NOT NULL,            -- created, imported, migrated
    body TEXT NOT NULL,            -- canonical JSON
    previous TEXT NOT NULL,        -- sha256 of the event before
    sha256 TEXT NOT NULL UNIQUE
) STRICT;

-- Where records come from: the name of a file, or one that was given.
CREATE TABLE sources (
    source INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    event INTEGER NOT NULL REFERENCES events (event)
) STRICT;

-- Files that something was taken from.
CREATE TABLE files (
    file INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    path TEXT NOT NULL,
    sha256 TEXT NOT NULL,          -- of the bytes
    format TEXT NOT NULL,
    bytes INTEGER,
    event INTEGER NOT NULL REFERENCES events (event),
    UNIQUE (sha256, name)
) STRICT;

-- What was said, once however often it was said.
CREATE TABLE records (
    record INTEGER PRIMARY KEY,
    sha256 BLOB NOT NULL UNIQUE,   -- of json, a line end and wkb
    json TEXT NOT NULL,            -- canonical: keys in order, nothing that is empty
    wkb BLOB                       -- ISO WKB, EPSG:4326, longitude before latitude
) STRICT;

-- Who said it when, in which row of which file: the history of each id of each source.
CREATE TABLE versions (
    version INTEGER PRIMARY KEY,
    source INTEGER NOT NULL REFERENCES sources (source),
    id TEXT NOT NULL,              -- as the source has it
    number INTEGER NOT NULL,       -- 1, 2, 3 ...; the last one is current
    name TEXT NOT NULL,            -- the id in this store: another one where two sources use one id
    record INTEGER NOT NULL REFERENCES records (record),
    file INTEGER NOT NULL REFERENCES files (file),
    row INTEGER NOT NULL,
    notes TEXT,                    -- what was found while it was checked
    event INTEGER NOT NULL REFERENCES events (event),
    UNIQUE (id, source, number)
) STRICT;

CREATE INDEX versions_renamed ON versions (name) WHERE name <> id;

-- Repairs, remarks, rows set aside (with their values) and duplicates.
CREATE TABLE ledger (
    entry INTEGER PRIMARY KEY,
    kind TEXT NOT NULL,            -- repair, note, set_aside, duplicate
    source INTEGER NOT NULL REFERENCES sources (source),
    file INTEGER NOT NULL REFERENCES files (file),
    row INTEGER NOT NULL,
    id TEXT,
    record INTEGER REFERENCES records (record),
    body TEXT NOT NULL,            -- canonical JSON
    sha256 BLOB NOT NULL UNIQUE,   -- of what makes the entry the same when it is read again
    event INTEGER NOT NULL REFERENCES events (event)
) STRICT;

CREATE TRIGGER events_fixed BEFORE UPDATE ON events
BEGIN SELECT RAISE(ABORT, 'rows of a store are never changed'); END;
CREATE TRIGGER events_kept BEFORE DELETE ON events
BEGIN SELECT RAISE(ABORT, 'rows of a store are never removed'); END;
CREATE TRIGGER sources_fixed BEFORE UPDATE ON sources
BEGIN SELECT RAISE(ABORT, 'rows of a store are never changed'); END;
CREATE TRIGGER sources_kept BEFORE DELETE ON sources
BEGIN SELECT RAISE(ABORT, 'rows of a store are never removed'); END;
CREATE TRIGGER files_fixed BEFORE UPDATE ON files
BEGIN SELECT RAISE(ABORT, 'rows of a store are never changed'); END;
CREATE TRIGGER files_kept BEFORE DELETE ON files
BEGIN SELECT RAISE(ABORT, 'rows of a store are never removed'); END;
CREATE TRIGGER records_fixed BEFORE UPDATE ON records
BEGIN SELECT RAISE(ABORT, 'rows of a store are never changed'); END;
CREATE TRIGGER records_kept BEFORE DELETE ON records
BEGIN SELECT RAISE(ABORT, 'rows of a store are never removed'); END;
CREATE TRIGGER versions_fixed BEFORE UPDATE ON versions
BEGIN SELECT RAISE(ABORT, 'rows of a store are never changed'); END;
CREATE TRIGGER versions_kept BEFORE DELETE ON versions
BEGIN SELECT RAISE(ABORT, 'rows of a store are never removed'); END;
CREATE TRIGGER ledger_fixed BEFORE UPDATE ON ledger
BEGIN SELECT RAISE(ABORT, 'rows of a store are never changed'); END;
CREATE TRIGGER ledger_kept BEFORE DELETE ON ledger
BEGIN SELECT RAISE(ABORT, 'rows of a store are never removed'); END;
