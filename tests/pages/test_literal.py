"""Text from data stays literal: in HTML elements, in widgets' labels and in links."""

from __future__ import annotations

import re

import pytest

from pages.components.literal import STYLES, element, link, literal_label

HOSTILE = [
    "{{7*7}}",
    "<img src=x onerror=alert(1)>",
    "${7*7}",
    "`x`",
    "**b**",
    "[a](http://b)",
    ":smile:",
    "a\nb",
    "&lt;",
]


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("text", HOSTILE)
def test_element_escapes_markup_and_keeps_the_rest(text: str, style: str) -> None:
    shown = element(text, style=style)
    inner = re.fullmatch(r"<(\w+) class=\"[\w-]+\">(.*)</\1>", shown, re.DOTALL)
    assert inner is not None
    assert "<" not in inner[2]
    assert inner[2] == text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


@pytest.mark.parametrize("text", HOSTILE)
def test_label_escapes_every_sign_markdown_knows(text: str) -> None:
    shown = literal_label(text)
    assert not re.search(r"[!-/:-@\[-`{-~]", re.sub(r"\\.", "", shown))
    assert shown.replace("\\", "").replace("\u2060", "") == " ".join(text.split())


@pytest.mark.parametrize(("text", "broken"), [(":smile:", ":\u2060smile"), ("a -> b", "-\u2060>"), ("--", "-\u2060-")])
def test_label_breaks_codes_that_are_replaced_after_the_escapes(text: str, broken: str) -> None:
    assert broken in literal_label(text).replace("\\", "")


@pytest.mark.parametrize("address", ["javascript:alert(1)", "data:text/html,x", "", "/relative", "ftp://a.b"])
def test_link_to_anything_but_http_is_text(address: str) -> None:
    assert "href" not in link("title", address)


def test_link_escapes_text_and_address() -> None:
    shown = link("<b>", 'https://a.b/?q="><script>')
    assert shown.startswith(
        '<a href="https://a.b/?q=&quot;&gt;&lt;script&gt;" target="_blank" rel="noopener noreferrer">'
    )
    assert "&lt;b&gt;" in shown
