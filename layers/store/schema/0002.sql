-- Schema 2. Groups of doubles with their reasons, and what people decided about pairs.

-- That two records are of the same event, or of different ones; the last word about a pair counts.
CREATE TABLE decisions (
    decision INTEGER PRIMARY KEY,
    id_a TEXT NOT NULL,            -- names in this store (versions.name), in order
    id_b TEXT NOT NULL,
    verdict TEXT NOT NULL,         -- same, different
    said TEXT NOT NULL,            -- where that was written
    event INTEGER NOT NULL REFERENCES events (event),
    CHECK (id_a < id_b),
    CHECK (verdict IN ('same', 'different'))
) STRICT;

-- Members of groups that may be of one event. Those of the last event of kind "doubled" count.
CREATE TABLE doubles (
    member INTEGER PRIMARY KEY,
    grouped TEXT NOT NULL,         -- the group: the same for the same members
    id TEXT NOT NULL,              -- name in this store
    body TEXT NOT NULL,            -- canonical JSON: scores and reasons
    event INTEGER NOT NULL REFERENCES events (event)
) STRICT;

CREATE INDEX decisions_by_pair ON decisions (id_a, id_b);
CREATE INDEX doubles_by_event ON doubles (event);

CREATE TRIGGER decisions_fixed BEFORE UPDATE ON decisions
BEGIN SELECT RAISE(ABORT, 'rows of a store are never changed'); END;
CREATE TRIGGER decisions_kept BEFORE DELETE ON decisions
BEGIN SELECT RAISE(ABORT, 'rows of a store are never removed'); END;
CREATE TRIGGER doubles_fixed BEFORE UPDATE ON doubles
BEGIN SELECT RAISE(ABORT, 'rows of a store are never changed'); END;
CREATE TRIGGER doubles_kept BEFORE DELETE ON doubles
BEGIN SELECT RAISE(ABORT, 'rows of a store are never removed'); END;
