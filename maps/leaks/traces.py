"""What a file tells without being asked: whose it is, where it was made, what it would fetch."""

from __future__ import annotations

import getpass
import re
import socket
from collections.abc import Iterator
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Final

import ahocorasick_rs

from geo.foreign.insides import Piece
from maps.leaks.documents import document_traces
from maps.leaks.folding import decoded
from maps.leaks.searching import parts_of
from maps.leaks.secrets import Leak, masked

__all__ = ["traces_of"]

#: It begins with one of four characters, so that it is quick: of a drive with what follows its
#: letter.
_PATHS: Final = re.compile(
    r"/(?<![\w./:@-]/)(?:home|Users|root|tmp|var/(?:folders|tmp|log|lib)|mnt|media|opt|srv|"
    r"private|Volumes)/[\w.~%+-][^\s\"'<>|,;)\]}]{0,200}"
    r"|:(?<=[A-Za-z]:)(?<![A-Za-z]{2}:)\\{1,2}(?:Users|Documents and Settings|Windows|Temp|"
    r"Program Files)\\[^\s\"'<>|]{1,200}"
    r"|\\\\[\w.-]{2,60}\\[\w$.-]{2,60}\\[^\s\"'<>|]{1,200}"
    r"|file:///[^\s\"'<>]{2,200}"
)
_TOKENS: Final = {
    "private key": re.compile(r"-----BEGIN (?:[A-Z]+ )*PRIVATE KEY-----"),
    "token": re.compile(
        r"\b(?:gh[pousr]_[A-Za-z0-9]{36,}|github_pat_\w{22,}|glpat-[\w-]{20,}|xox[abposr]-[\w-]{10,}|"
        r"AKIA[0-9A-Z]{16}|ASIA[0-9A-Z]{16}|AIza[\w-]{35}|sk-[A-Za-z0-9_-]{20,}|hf_[A-Za-z0-9]{30,}|"
        r"npm_[A-Za-z0-9]{36}|pypi-[\w-]{40,}|\d{8,10}:AA[\w-]{33}|"
        r"(?<!-)eyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]{10,})"
    ),
    # Not of one without a server, as Kordon writes it where it says what was read.
    "address of a database": re.compile(
        r"\b(?:postgres(?:ql)?|mysql|mariadb|mongodb(?:\+srv)?)://[^\s/?\"'<>][^\s\"'<>]{0,200}"
    ),
}  # fmt: skip
_PASSWORD: Final = re.compile(r"\b[a-z][a-z0-9+.-]{1,20}://[^\s/:@\"'<>]{1,80}:[^\s/@\"'<>]{1,80}@")
_KEY: Final = re.compile(
    r"[?&](?:access_?token|api_?key|apikey|auth|password|secret|sig|signature|token)=[\w%.~+/-]{12,}",
    re.IGNORECASE,
)
#: Names that say nothing of anybody.
_NOBODY: Final = frozenset({
    "admin", "administrator", "analyst", "build", "builder", "circleci", "default", "docker",
    "guest", "jenkins", "jovyan", "localhost", "nobody", "root", "runner", "system", "test",
    "travis", "ubuntu", "user", "users", "vagrant", "worker", "www-data",
})  # fmt: skip
#: Escapes of what paths and addresses are written with.
_ESCAPED: Final = re.compile(
    r"%(?:2[Ff]|3[AaDdFf]|5[Cc]|40|2[Dd])|&#|&(?:sol|bsol|colon|quest|equals|amp|num|commat);"
    r"|\\[/\\x2-7]|\\u\{?00[2-7]|=(?:2F|3A|5C|40|\r?\n)"
)
#: One of these is in each of `_TOKENS`: one look for all of them.
_IN_TOKENS: Final = (
    "-----BEGIN", "ghp_", "gho_", "ghu_", "ghs_", "ghr_", "github_pat_", "glpat-", "xox", "AKIA",
    "ASIA", "AIza", "sk-", "hf_", "npm_", "pypi-", ":AA", "eyJ", "postgres", "mysql://",
    "mariadb://", "mongodb",
)  # fmt: skip
_WORDS_OF_BYTES: Final = re.compile(rb"[\x20-\x7e]{6,}")


def traces_of(piece: Piece) -> Iterator[Leak]:
    """All traces in one thing that a file holds, each once."""
    if piece.kind in ("stream", "cells", "vertices"):
        return
    found: dict[Leak, None] = {}
    for part in parts_of(piece):
        if part.kind in ("bytes", "free", "shapes"):
            text = b"\n".join(_WORDS_OF_BYTES.findall(part.data)).decode("ascii")
        else:
            text = part.text
        found |= dict.fromkeys((*_of_machine(text, part.where), *document_traces(part)))
    yield from found


def _of_machine(text: str, where: str) -> Iterator[Leak]:
    plain = decoded(text) if _ESCAPED.search(text) else text
    for view in (text,) if plain == text else (text, plain):
        for path in _PATHS.finditer(view):
            begin = path.start() - path[0].startswith(":")
            yield Leak("path", "local path", masked(view[begin : path.end()]), where)
        for kind, pattern in _tokens_for(view):
            for token in pattern.finditer(view):
                yield Leak("token", kind, masked(token[0]), where)
        folded = view.casefold() if view.isascii() else None
        for field, name, pattern in _own_names():
            for own in pattern.finditer(view) if folded is None or name in folded else ():
                yield Leak("user", field, masked(own[0]), where)


def _tokens_for(view: str) -> Iterator[tuple[str, re.Pattern[str]]]:
    """Kinds of tokens that may be in a text."""
    if _in_tokens().find_matches_as_indexes(view.encode("utf-8", "replace")):
        yield from _TOKENS.items()
    if "@" in view:
        yield "password in an address", _PASSWORD
    yield "key in an address", _KEY


@cache
def _in_tokens() -> ahocorasick_rs.BytesAhoCorasick:
    return ahocorasick_rs.BytesAhoCorasick([one.encode("ascii") for one in _IN_TOKENS])


@cache
def _own_names() -> tuple[tuple[str, str, re.Pattern[str]], ...]:
    """User, host and home of the machine, where they are telling: what, folded, and its pattern."""
    names: dict[str, str] = {}
    with suppress(OSError, KeyError, ImportError):
        names["name of a user"] = getpass.getuser()
    with suppress(OSError):
        names["name of the machine"] = socket.gethostname().partition(".")[0]
    with suppress(OSError, KeyError, ImportError, RuntimeError):
        names["home folder"] = str(Path.home())
    with suppress(ImportError, KeyError, AttributeError):
        import os
        import pwd

        names["name of a person"] = pwd.getpwuid(os.getuid()).pw_gecos.partition(",")[0].strip()
    telling = {
        field: name
        for field, name in names.items()
        if len(name) >= 4 and name.casefold() not in _NOBODY and name not in ("/root", "/home")
    }
    return tuple(
        (field, name.casefold(), re.compile(rf"(?<!\w){re.escape(name)}(?!\w)", re.IGNORECASE))
        for field, name in telling.items()
    )
