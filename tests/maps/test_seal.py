"""What is packed: taken from a document whole, in order, and looked through for addresses."""

from __future__ import annotations

import base64
import zlib

import pytest

from geo.errors import PageError
from maps.seal import Parts, packed, policy, refuse_remote, take_apart

NOTHING = Parts((), ())


def test_styles_and_scripts_are_taken_out_and_inert_ones_stay() -> None:
    inert = '<script type="text/plain" id="x">AA==</script>'
    rest, parts = take_apart(
        f"<style>a{{}}</style><p>1</p><script>f();</script>{inert}<style>b{{}}</style><script></script>"
    )
    assert rest == f"<p>1</p>{inert}"
    assert parts == Parts(("a{}", "b{}"), ("f();",))


def test_packed_is_one_text_styles_first() -> None:
    text = packed(Parts(("a{}",), ("f();", 'g("ж");\n')))
    assert zlib.decompress(base64.b64decode(text)).decode("utf-8") == (
        'style\na{}\fscript\nf();\fscript\ng("ж");\n'
    )


@pytest.mark.parametrize("text", ["a\fb", "a\r\nb"])
def test_what_would_not_come_back_as_it_was_is_refused(text: str) -> None:
    with pytest.raises(PageError, match="form feed or carriage return"):
        packed(Parts((), (text,)))


def test_policy_has_a_hash_for_each() -> None:
    """The digest of 'f();' was made with openssl."""
    text = policy(Parts((), ("f();",)))
    assert "script-src 'sha256-9RATIFdqkCJTNwEc6+pNG0qjxmJA9pKWbaKmy3Jw3G0='; style-src " in text
    assert policy(NOTHING).endswith("script-src 'none'; style-src 'none'")


@pytest.mark.parametrize(
    "element",
    ["<script src='x.js'>", "<img\nsrc = https://a.example/x.png>", "<link rel=icon href='//a'>",
     "<object data=x>", "<form action=x>", "<img srcset=x>", "<A HREF='x'>"],
)  # fmt: skip
def test_no_element_may_lead_elsewhere(element: str) -> None:
    with pytest.raises(PageError, match="would load from elsewhere"):
        refuse_remote(f"<p>{element}</p>", NOTHING)


@pytest.mark.parametrize(
    "style",
    ["@import 'x.css';", "a{background:url(x.png)}", "a{background:url( '//a.example/x.png')}",
     "a{src:URL(https://a.example/f.woff)}"],
)  # fmt: skip
def test_no_style_may_load_anything(style: str) -> None:
    with pytest.raises(PageError, match="would load from elsewhere"):
        refuse_remote("", Parts((style,), ()))


@pytest.mark.parametrize(
    "script",
    ["L.tileLayer('https://{s}.tile.example/{z}.png')", 'x = "//cdn.example/x.js"',
     "new WebSocket(`wss://a.example`)", "f('HTTP://a.example')"],
)  # fmt: skip
def test_no_script_may_name_an_address(script: str) -> None:
    with pytest.raises(PageError, match="would load from elsewhere"):
        refuse_remote("", Parts((), (script,)))


def test_names_and_pictures_inside_are_no_addresses() -> None:
    refuse_remote(
        '<meta charset="utf-8"><p>text of http://a.example</p><script type="text/plain" id="d">',
        Parts(
            ("a{background:url(data:image/png;base64,AA)} b{behavior:url(#default#VML)}",),
            ("x('http://www.w3.org/2000/svg'); y = '<a href=\"https://leafletjs.com\">';\n"
             "z = /^https?:\\/\\//i; // see https://a.example",),
        ),
    )  # fmt: skip


def test_notices_can_stand_in_a_comment() -> None:
    parts = Parts((), ("/*! (c) A -- B --> C */ f(); /* mine */ /* @license D */",))
    assert parts.notices.splitlines() == ["(c) A - - B - - > C", "D"]
    assert "--" not in parts.notices
