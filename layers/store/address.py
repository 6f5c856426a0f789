"""Addresses of stores on a PostgreSQL server: read, and written again without their password.

``postgresql://user@host:port/database?schema=kordon``. What is typed is taken apart here and goes
to the server as single values; everything else in Kordon sees an address without its password,
which is kept in this module for as long as the process lives.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final
from urllib.parse import quote, unquote

from geo.errors import ArgumentError

__all__ = ["SCHEMA", "Address", "address_of", "has_password", "is_address", "name_of", "shown",
           "without_password"]  # fmt: skip

PathLike = str | os.PathLike[str]

#: The schema of a database in which a store is kept, unless the address says another one.
SCHEMA: Final = "kordon"
#: What may stand after the question mark, beside ``schema``: words of libpq that say where the
#: server is and how to speak to it.
OPTIONS: Final = ("host", "port", "user", "password", "connect_timeout", "sslmode", "sslrootcert",
                  "sslcert", "sslkey")  # fmt: skip
# One slash, too: that is what `pathlib` makes of an address.
_SCHEME: Final = re.compile(r"postgres(?:ql)?:/", re.IGNORECASE)
_OPTION: Final = re.compile(r"(--?[A-Za-z][\w-]*=|-[A-Za-z])(postgres(?:ql)?:/.*)", re.I | re.S)
_WHOLE: Final = re.compile(
    r"postgres(?:ql)?://"
    r"(?:(?P<user>[^:@/?#\s]*)(?::(?P<password>[^:@/?#\s]*))?@)?"
    r"(?P<host>\[[0-9A-Fa-f:.]+\]|[^:@/?#\[\]\s]*)(?::(?P<port>[0-9]{1,5}))?"
    r"/(?P<database>[^/@?#\s]+)"
    r"(?:\?(?P<options>[^#\s]*))?",
    re.IGNORECASE,
)
_SCHEMA_NAME: Final = re.compile(r"(?!pg_)[a-z_][a-z0-9_]{0,62}")
_NOT_OURS: Final = ("public", "information_schema")
#: Passwords that stood in addresses, by those addresses without them.
_PASSWORDS: Final[dict[str, str]] = {}


@dataclass(frozen=True, kw_only=True)
class Address:
    """Where a store is: a schema of a database of a server.

    ``options`` are words of libpq (host, port, user, sslmode ...), without the password, which is
    not shown either. What is not said, libpq takes from ``PGHOST``, ``~/.pgpass`` and the like.
    """

    database: str
    schema: str
    options: Mapping[str, str]
    password: str | None = field(default=None, repr=False)

    @property
    def shown(self) -> str:
        """The address without its password."""
        told = dict(self.options)
        user, host, port = (told.pop(name, "") for name in ("user", "host", "port"))
        if "/" in host:  # the folder of a socket
            told["host"], host = host, ""
        place = f"[{host}]" if ":" in host else quote(host, safe=",")
        whole = (f"{quote(user, safe='')}@" if user else "") + place + (f":{port}" if port else "")
        return f"postgresql://{whole}/{self._database(told)}"

    @property
    def name(self) -> str:
        """What the store is called, and nothing of where it is: ``postgresql:///database``."""
        return f"postgresql:///{self._database({})}"

    def _database(self, told: Mapping[str, str]) -> str:
        words = ({} if self.schema == SCHEMA else {"schema": self.schema}) | dict(told)
        options = "&".join(f"{name}={quote(words[name], safe='')}" for name in sorted(words))
        return quote(self.database, safe="") + (f"?{options}" if options else "")


def is_address(name: PathLike) -> bool:
    """Whether a name is the address of a database, and not that of a file."""
    return bool(_SCHEME.match(os.fspath(name)))


def address_of(name: PathLike) -> Address:
    """Take an address apart. Raises ArgumentError, in which nothing of it is quoted."""
    found = _WHOLE.fullmatch(os.fspath(name))
    if found is None:
        raise _refused(
            "letters such as : / @ ? # % in a name or password are written %3A %2F %40 %3F %23 %25"
        )
    told: dict[str, str] = {}
    for key in ("user", "password", "host", "port"):
        if found[key]:
            told[key] = _plain(found[key]).strip("[]") if key == "host" else _plain(found[key])
    for pair in filter(None, (found["options"] or "").split("&")):
        key, equals, value = pair.partition("=")
        if not equals or key not in (*OPTIONS, "schema"):
            raise _refused(f"after the question mark may stand schema, {', '.join(OPTIONS)}")
        told[key] = _plain(value)
    schema, password = told.pop("schema", SCHEMA), told.pop("password", None)
    if not _SCHEMA_NAME.fullmatch(schema) or schema in _NOT_OURS:
        raise _refused(
            "the schema is a name of its own for the store, of small letters a to z, digits and _, "
            "not public, and not beginning with pg_"
        )
    made = Address(database=_plain(found["database"]), schema=schema, options=told)
    if password:
        _PASSWORDS[made.shown] = password
    return Address(
        database=made.database,
        schema=schema,
        options=told,
        password=_PASSWORDS.get(made.shown),
    )


def shown(name: PathLike) -> str:
    """A store as messages name it: a file as it was given, an address without its password."""
    return address_of(name).shown if is_address(name) else os.fspath(name)


def name_of(name: PathLike) -> str:
    """What an input is called, without where it lies: no folder, no server, no user."""
    return address_of(name).name if is_address(name) else Path(name).name


def without_password(word: str) -> str:
    """A word of a command line; an address in it loses its password, which is kept for later.

    Raises ArgumentError for an address that cannot be read, since it may hold one.
    """
    option = _OPTION.fullmatch(word)
    if option:
        return option[1] + shown(option[2])
    return shown(word) if is_address(word) else word


def has_password(word: str) -> bool:
    """Whether a word of a command line is an address with a password in it."""
    option = _OPTION.fullmatch(word)
    word = option[2] if option else word
    found = _WHOLE.fullmatch(word)
    return bool(found and (found["password"] or "password=" in (found["options"] or "")))


def _plain(text: str) -> str:
    try:
        plain = unquote(text, errors="strict")
    except UnicodeDecodeError:
        plain = "\0"
    if not plain.isprintable() or re.search(r"%(?![0-9A-Fa-f]{2})", text):
        raise _refused("a letter that is written with % is none")
    return plain


def _refused(why: str) -> ArgumentError:
    return ArgumentError(
        "the address of a store cannot be read; it is written "
        f"postgresql://user@host:port/database?schema=name, as text, and {why}"
    )
