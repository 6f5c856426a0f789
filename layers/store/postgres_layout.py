"""What a schema of a PostgreSQL database holds, and what it should hold as a store of Kordon.

Both are told in the same words, the one from the server's catalogue, the other from the schema
files: tables with their columns, keys and references, indexes, triggers that fire always.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable, Sequence
from typing import Any, Final

from layers.store.postgres_sql import REFUSING, TRIGGER, trigger_bits, type_of
from layers.store.schema_files import Layout

__all__ = ["GEOMETRY", "GEOMETRY_INDEX", "found_in", "should_be"]

#: What PostGIS adds where it is there, and what is not sealed: it can be made anew from ``wkb``.
GEOMETRY: Final = "geom"
GEOMETRY_INDEX: Final = "records_geom"

_COLUMNS: Final = """
SELECT c.relname, a.attname, pg_catalog.format_type(a.atttypid, a.atttypmod), a.attnotnull,
    coalesce(l.collname::text, ''), a.attgenerated <> '',
    c.relrowsecurity OR EXISTS (SELECT 1 FROM pg_catalog.pg_inherits i WHERE i.inhparent = c.oid)
        OR EXISTS (SELECT 1 FROM pg_catalog.pg_rewrite w WHERE w.ev_class = c.oid)
FROM pg_catalog.pg_class c
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
LEFT JOIN pg_catalog.pg_attribute a
    ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
LEFT JOIN pg_catalog.pg_collation l ON l.oid = a.attcollation
WHERE n.nspname = ? AND c.relkind = 'r'
ORDER BY c.relname, a.attnum
"""
_KEYS: Final = """
SELECT c.relname, k.contype::text, k.condeferrable AND NOT k.condeferred, f.relname, (
    SELECT string_agg(a.attname::text, ', ' ORDER BY x.place)
    FROM unnest(k.conkey) WITH ORDINALITY x(number, place)
    JOIN pg_catalog.pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = x.number
)
FROM pg_catalog.pg_constraint k
JOIN pg_catalog.pg_class c ON c.oid = k.conrelid
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
LEFT JOIN pg_catalog.pg_class f ON f.oid = k.confrelid
WHERE n.nspname = ? AND k.contype <> 'n'
"""
_OTHERS: Final = """
SELECT CASE c.relkind WHEN 'i' THEN 'index' WHEN 'v' THEN 'view' WHEN 'S' THEN 'sequence'
    ELSE 'table' END, c.relname, coalesce(t.relname, '')
FROM pg_catalog.pg_class c
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
LEFT JOIN pg_catalog.pg_index x ON x.indexrelid = c.oid
LEFT JOIN pg_catalog.pg_class t ON t.oid = x.indrelid
WHERE n.nspname = ? AND c.relkind <> 'r'
    AND NOT EXISTS (SELECT 1 FROM pg_catalog.pg_constraint k WHERE k.conindid = c.oid)
"""
#: Triggers of the server's own look after the references.
_TRIGGERS: Final = """
SELECT t.tgname, c.relname, t.tgtype, t.tgenabled::text, t.tgqual IS NULL, p.prosrc, t.tgisinternal
FROM pg_catalog.pg_trigger t
JOIN pg_catalog.pg_class c ON c.oid = t.tgrelid
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
JOIN pg_catalog.pg_proc p ON p.oid = t.tgfoid
WHERE n.nspname = ? AND (NOT t.tgisinternal OR t.tgenabled <> 'O')
"""
_ALWAYS: Final = "A"


def found_in(ask: Callable[[str, Sequence[Any]], Any], schema: str) -> Layout:
    """What a schema holds; ``ask`` runs a statement with values and gives its rows."""
    columns: dict[str, list[str]] = {}
    keys: dict[str, list[str]] = {}
    for table, name, kind, filled, collation, made, odd in ask(_COLUMNS, (schema,)):
        told = columns.setdefault(table, ["with rules, policies or children"] if odd else [])
        if made and (table, name) == ("records", GEOMETRY):
            continue
        made_up = " made up" if made else ""
        told.append(_column(name or "", kind or "", bool(filled), collation) + made_up)
    for table, kind, later, other, names in ask(_KEYS, (schema,)):
        keys.setdefault(table, []).append(_key(kind, names or "", other, bool(later)))
    found = {
        ("table", table): "; ".join([*told, *sorted(keys.get(table, []))])
        for table, told in columns.items()
    }
    for kind, name, table in ask(_OTHERS, (schema,)):
        if name != GEOMETRY_INDEX:
            found[kind, name] = f"of {table}" if kind == "index" else ""
    for name, table, bits, enabled, plain, source, own in ask(_TRIGGERS, (schema,)):
        fires = enabled == _ALWAYS and plain and source == REFUSING and not own
        found["trigger", name] = f"of {table}: {bits}" if fires else "switched off, or another one"
    return found


def should_be(connection: sqlite3.Connection) -> Layout:
    """What a schema holds that was made by the same scripts as an SQLite database."""
    rows = connection.execute("SELECT type, name, tbl_name, sql FROM sqlite_master").fetchall()
    found: dict[tuple[str, str], str] = {}
    for kind, name, table, sql in rows:
        if kind == "table":
            found["table", name] = _table(connection, name, sql)
        elif kind == "index" and sql is not None:
            found["index", name] = f"of {table}"
        elif kind == "trigger":
            match = TRIGGER.fullmatch(sql)
            found["trigger", name] = f"of {table}: {trigger_bits(match[2]) if match else ''}"
    return found


def _table(connection: sqlite3.Connection, table: str, sql: str) -> str:
    columns, first = [], []
    query = 'SELECT name, type, "notnull" OR pk, pk FROM pragma_table_info(?)'
    for name, kind, filled, key in connection.execute(query, (table,)):
        said = "C" if kind == "TEXT" else ""
        columns.append(_column(name, type_of(kind), bool(filled), said))
        first += [name] if key else []
    keys = [_key("p", ", ".join(first), None, False)] if first else []
    query = "SELECT name FROM pragma_index_list(?) WHERE origin = 'u'"
    for (index,) in connection.execute(query, (table,)).fetchall():
        names = connection.execute("SELECT name FROM pragma_index_info(?)", (index,)).fetchall()
        keys.append(_key("u", ", ".join(name for (name,) in names), None, False))
    query = 'SELECT "from", "table" FROM pragma_foreign_key_list(?)'
    keys += [_key("f", name, other, True) for name, other in connection.execute(query, (table,))]
    keys += [_key("c", "", None, False)] * len(re.findall(r"\bCHECK \(", sql))
    return "; ".join([*columns, *sorted(keys)])


def _column(name: str, kind: str, filled: bool, collation: str) -> str:
    return f"{name} {kind}{f' by {collation}' if collation else ''}{' filled' if filled else ''}"


def _key(kind: str, names: str, other: str | None, later: bool) -> str:
    """A key, a reference or a condition; of conditions PostgreSQL keeps another wording."""
    if kind == "c":
        return "c"
    return f"{kind} ({names}){f' to {other}' if other else ''}{' deferrable' if later else ''}"
