"""Escapes of letters undone: of markup, JSON, addresses, mail, styles and code."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from typing import Final
from urllib.parse import unquote

__all__ = ["UNDOING", "decoded", "unquoted"]

_BY_NUMBER: Final = re.compile(r"\[U\+[0-9A-F]{4,6}(?:\s+U\+[0-9A-F]{4,6})*(?:\s+…\s+\+\d+)?\]")
_SLASH: Final = re.compile(
    r"\\(?:u\{([0-9a-fA-F]{1,6})\}|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|x([0-9a-fA-F]{2})|([0-7]{3})"
    r"|([ -/:-@\[-`{-~nrtbf0]))"
)
_SLASHES: Final = {"n": "\n", "r": "\r", "t": "\t", "b": " ", "f": " ", "0": " "}
_QUOTED: Final = re.compile(r"(?:=[0-9A-F]{2})+")
_PERCENTS: Final = re.compile(r"(?:%[0-9A-Fa-f]{2})+")
_MAIL_WORD: Final = re.compile(r"=\?([\w-]{1,40})(?:\*[\w-]*)?\?[Qq]\?([^?\s]*)\?=")
_ONE_QUOTED: Final = re.compile(rb"=([0-9A-Fa-f]{2})")
#: What bytes of UTF-8 become: each letter a Latin or Cyrillic one of its own, and another one.
_AS_LATIN: Final = re.compile(r"(?:[\xc2\xc3\xce-\xd3][^\x00-\x7f])+")
_AS_CYRILLIC: Final = re.compile(r"(?:[РСТУ][^\x00-\x7f])+")
_HYPHEN: Final = re.compile(r"(?<=\w)[-\u2010]\r?\n[ \t]*(?=\w)")
_QUOTE: Final = re.compile(r"\n[ \t]*(?:>[ \t]?)+")
_CSS: Final = re.compile(r"\\([0-9a-fA-F]{1,6}) ?")


def _entities(text: str) -> str:
    return html.unescape(text) if "&" in text else text


def _slashes(text: str) -> str:
    return _SLASH.sub(_unslashed, text) if "\\" in text else text


def _style_escapes(text: str) -> str:
    return _CSS.sub(_from_number, text) if "\\" in text else text


def _percents(text: str) -> str:
    if "%" not in text:
        return text
    plain = unquote(text, errors="replace")
    if plain == text:
        return text
    # A plus is a space where it is one before: "%2B" is none.
    return _PERCENTS.sub(_from_bytes, text.replace("+", " "))


def unquoted(text: str) -> str:
    """Quoted-printable, as mail has it: ``=D0=9C``, and lines that go on behind a sign."""
    return _QUOTED.sub(_unquoted, re.sub(r"=\r?\n", "", text)) if "=" in text else text


def _letters_by_number(text: str) -> str:
    """As stills and PDFs tell letters that their typeface lacks: ``[U+6771 U+4EAC]``."""
    return _BY_NUMBER.sub(_from_numbers, text) if "[U+" in text else text


def _doubled_quotes(text: str) -> str:
    return text.replace('""', '"').replace("''", "'")


def _unslashed(found: re.Match[str]) -> str:
    for digits in (found[1], found[2], found[3], found[4]):
        if digits:
            number = int(digits, 16)
            return chr(number) if number < 0x110000 else found[0]
    if found[5]:
        return chr(int(found[5], 8))
    return _SLASHES.get(found[6], found[6])


def _from_number(found: re.Match[str]) -> str:
    number = int(found[1], 16)
    return chr(number) if 0x20 <= number < 0x110000 else found[0]


def _from_numbers(found: re.Match[str]) -> str:
    numbers = [int(number, 16) for number in re.findall(r"U\+([0-9A-F]+)", found[0])]
    fine = all(n < 0xD800 or 0xDFFF < n < 0x110000 for n in numbers)
    return "".join(map(chr, numbers)) if fine else found[0]


def _unquoted(found: re.Match[str]) -> str:
    return _text_of(bytes.fromhex(found[0].replace("=", ""))) or found[0]


def _from_bytes(found: re.Match[str]) -> str:
    return _text_of(bytes.fromhex(found[0].replace("%", ""))) or unquote(found[0], errors="replace")


def _text_of(raw: bytes) -> str:
    """Bytes as text: UTF-8, or Windows-1251, as older pages and mails have it."""
    for encoding in ("utf-8", "cp1251"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return ""


def _mail_words(text: str) -> str:
    """Words in the heads of mails: ``=?windows-1251?Q?=CC=EE=F1=F2?=``."""
    if "=?" not in text:
        return text
    return _MAIL_WORD.sub(_from_mail, re.sub(r"\?=\s+(?==\?)", "?=", text))


def _from_mail(found: re.Match[str]) -> str:
    raw = _bytes_of_mail(found[2].replace("_", " "))
    try:
        return raw.decode(found[1])
    except (LookupError, UnicodeError, ValueError):
        return _text_of(raw)


def _bytes_of_mail(text: str) -> bytes:
    """Bytes that mail writes as ``=41``."""
    return _ONE_QUOTED.sub(lambda one: bytes([int(one[1], 16)]), text.encode("utf-8", "replace"))


def _letters_of_bytes(text: str) -> str:
    """Bytes of UTF-8 that were read as letters one by one, as Latin or as Cyrillic ones."""
    if text.isascii():
        return text
    return _AS_CYRILLIC.sub(_read_again, _AS_LATIN.sub(_read_again, text))


def _read_again(found: re.Match[str]) -> str:
    encoding = "cp1251" if found[0][0] > "\xff" else "cp1252"
    try:
        return b"".join(_byte_of(one, encoding) for one in found[0]).decode("utf-8")
    except UnicodeError:
        return found[0]


def _byte_of(letter: str, encoding: str) -> bytes:
    return letter.encode("latin-1") if "\x7f" < letter < "\xa0" else letter.encode(encoding)


def _broken_lines(text: str) -> str:
    """Words that a line breaks with a hyphen, and lines that are quoted, as mail does it."""
    if "\n" not in text:
        return text
    return _QUOTE.sub(" ", _HYPHEN.sub("", text))


UNDOING: Final[tuple[Callable[[str], str], ...]] = (
    _entities, _slashes, _style_escapes, _percents, _mail_words, unquoted, _doubled_quotes,
    _letters_by_number, _letters_of_bytes, _broken_lines,
)  # fmt: skip


def decoded(text: str) -> str:
    """One round of undoing all kinds of escapes."""
    for undo in UNDOING:
        text = undo(text)
    return text
