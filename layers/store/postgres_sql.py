"""The store's statements as PostgreSQL takes them: they are written once, as SQLite takes them.

Only statements that stand in Kordon's own code pass through here, never a value or a name that
came from elsewhere. Text is compared by its bytes (``COLLATE "C"``), as SQLite does.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Final

__all__ = ["REFUSING", "TRIGGER", "defined", "trigger_bits", "type_of", "worded"]

#: What refuses to change or remove rows; the words are the argument of a trigger.
REFUSING: Final = "\nBEGIN\n    RAISE EXCEPTION USING MESSAGE = TG_ARGV[0];\nEND;\n"
#: A trigger of the schema: its name, what it refuses, on which table, and in which words.
TRIGGER: Final = re.compile(
    r"CREATE TRIGGER (\w+) BEFORE (UPDATE|DELETE) ON (\w+)\s+"
    r"BEGIN SELECT RAISE\(ABORT, ('[^'\\]+')\); END;?"
)
_TYPES: Final = {"INTEGER": "bigint", "TEXT": "text", "BLOB": "bytea"}
#: Types, and rows that may be named before they are there, if they are at the end.
_DEFINED: Final = (
    (re.compile(r"--[^\n]*"), ""),
    (re.compile(r"\) STRICT\b"), ")"),
    (re.compile(r"\bINTEGER\b"), "bigint"),
    (re.compile(r"\bBLOB\b"), "bytea"),
    (re.compile(r"\bTEXT\b"), 'text COLLATE "C"'),
    (re.compile(r"(REFERENCES \w+ \(\w+\))"), r"\1 DEFERRABLE"),
)
_WORDED: Final = (
    (re.compile(r"%"), "%%"),
    (re.compile(r"\?"), "%s"),
    (re.compile(r"(?<![\w:]):([a-z_]+)\b"), r"%(\1)s"),
    (re.compile(r"\bhex\((\w+)\)"), r"upper(encode(\1, 'hex'))"),
    (re.compile(r"\bCAST\((\w+) AS BLOB\)"), r"convert_to(\1, 'UTF8')"),
)


@cache
def worded(sql: str) -> bytes:
    """A statement that reads or adds rows, with psycopg's marks for values."""
    for pattern, other in _WORDED:
        sql = pattern.sub(other, sql)
    return sql.encode("ascii")


def defined(sql: str, *, kept: bool = True) -> str:
    """A statement of a schema: a table, an index or a trigger; for the session, if not ``kept``.

    Triggers are of the statement, not of the row, so that they refuse also where no row is met,
    hold when rows are removed by ``TRUNCATE``, and fire whatever role the session plays.
    """
    bare = _DEFINED[0][0].sub("", sql).strip()
    found = TRIGGER.fullmatch(bare)
    if found:
        name, what, table, words = found.groups()
        also = " OR TRUNCATE" if what == "DELETE" else ""
        return (
            f"CREATE TRIGGER {name} BEFORE {what}{also} ON {table} "
            f"FOR EACH STATEMENT EXECUTE FUNCTION refuse({words});\n"
            f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {name};"
        )
    if not re.match(r"CREATE (TABLE|INDEX) ", bare):
        raise ValueError(
            f"a schema of the store has a statement without a translation: {bare[:60]}"
        )
    for pattern, other in _DEFINED:
        bare = pattern.sub(other, bare)
    return bare if kept else bare.replace("CREATE", "CREATE TEMP", 1)


def type_of(kind: str) -> str:
    """A type of SQLite's as PostgreSQL calls it."""
    return _TYPES[kind]


def trigger_bits(what: str) -> int:
    """What ``pg_trigger.tgtype`` is of a trigger of `defined`: before, and which statements."""
    before, delete, update, truncate = 2, 8, 16, 32
    return before | (update if what == "UPDATE" else delete | truncate)
