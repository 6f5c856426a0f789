"""What a PostgreSQL server, or the way to it, says when something fails: in words that help."""

from __future__ import annotations

import psycopg
from psycopg import errors

from layers.store.address import Address

__all__ = ["no_rights", "unreachable", "why"]

_RIGHTS = (
    "Ask its owner for: GRANT USAGE ON SCHEMA {schema} TO {user}; GRANT SELECT, INSERT ON ALL "
    "TABLES IN SCHEMA {schema} TO {user}; and, to make a store, GRANT CREATE ON DATABASE"
)


def unreachable(address: Address, error: psycopg.Error) -> str:
    """Why there is no connection."""
    told = _told(address, error)
    hint = "check the address, and that the server runs and lets you in"
    if "password" in told or "authentication" in told:
        hint = (
            "check the name and the password, which belongs into ~/.pgpass (mode 600) or "
            "PGPASSWORD and not into the address"
        )
    elif "does not exist" in told and "database" in told:
        hint = f"make it with: createdb --encoding=UTF8 {address.database}"
    elif "pg_hba.conf" in told:
        hint = "the server's pg_hba.conf must let you in from here, with or without TLS (sslmode)"
    return f"{address.shown} cannot be opened ({told}): {hint}."


def no_rights(address: Address, told: str) -> str:
    """What to ask for where something is not allowed."""
    rights = _RIGHTS.format(schema=address.schema, user=address.options.get("user", "NAME"))
    return f"{address.shown} may not be used for this ({told}). {rights}."


def why(address: Address, error: psycopg.Error) -> str:
    """Why something could not be done."""
    name, told = address.shown, _told(address, error)
    # No right to see a schema is told as there being none.
    if isinstance(error, errors.InsufficientPrivilege | errors.InvalidSchemaName):
        return no_rights(address, told)
    if isinstance(error, errors.ReadOnlySqlTransaction):
        return f"{name} may be read only ({told}): name the server that is written to."
    if isinstance(error, errors.DiskFull):
        return f"{name} was not changed: the disk of the server is full. Free some space there."
    if isinstance(error, errors.QueryCanceled | errors.LockNotAvailable):
        return f"{name} was not changed: the server gave up ({told}). Try again later."
    if isinstance(error, psycopg.DataError) and "NUL" in told:
        return (
            f"{name} was not changed: a text holds the letter NUL (U+0000), which PostgreSQL "
            "cannot keep. `kordon check` shows it; take it out."
        )
    code = error.sqlstate or ""
    unsaid = isinstance(error, psycopg.OperationalError | psycopg.InterfaceError) and not code
    if unsaid or code[:2] in ("08", "57"):
        return (
            f"{name}: the connection was lost ({told}). What was not done is taken back by the "
            "server: nothing is there by halves. Do the same again."
        )
    return f"{name} was not changed: {told}."


def _told(address: Address, error: psycopg.Error) -> str:
    """What was said, on one line and without the password, should it be quoted."""
    lines = (" ".join(line.split()) for line in str(error).splitlines())
    words = "; ".join(line for line in lines if line).strip(" .")
    if address.password:
        words = words.replace(address.password, "***")
    return words[:300] or type(error).__name__
