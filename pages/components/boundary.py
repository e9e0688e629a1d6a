"""Stands between a fault and the person: known faults are explained, unknown ones are logged under a number."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from html import escape

import streamlit as st

from geo.errors import ObservatoryError
from geo.language import Translator

_LOG = logging.getLogger("observatory.pages")


def show_alert(title: str, *paragraphs: str) -> None:
    """Show a fault: a title and literal paragraphs, announced to screen readers."""
    body = "".join(f"<p>{escape(text)}</p>" for text in paragraphs)
    st.html(f'<div class="obs-alert" role="alert"><p class="obs-alert-title">{escape(title)}</p>{body}</div>')


def show_notice(text: str) -> None:
    """Show a remark that needs no action, such as an address that names something unknown."""
    st.html(f'<div class="obs-notice" role="status">{escape(text)}</div>')


def show_fault(fault: ObservatoryError, t: Translator) -> None:
    """Show a known fault in the person's language, with its exact values for whoever mends it."""
    show_alert(t("error.title"), fault_text(fault, t), t("error.details", message=fault.message))


def fault_text(fault: ObservatoryError, t: Translator) -> str:
    """Return a known fault in the person's language."""
    values = {
        name: t(f"{fault.text_keys[name]}{value}") if name in fault.text_keys else value
        for name, value in fault.values.items()
    }
    return t(f"error.{fault.code}", **values)


@contextmanager
def boundary(t: Translator) -> Iterator[None]:
    """Run a page, or a fragment of one, so that no raw exception reaches the person.

    A fragment reruns without its page around it, so it needs a boundary of its own inside.
    """
    try:
        yield
    except ObservatoryError as fault:
        _LOG.warning("%s: %s", fault.code, fault.message)
        show_fault(fault, t)
    except Exception:  # the last resort of every page: whatever it is, it is logged and never shown
        incident = secrets.token_hex(4)
        _LOG.exception("incident %s", incident)
        show_alert(t("error.title"), t("error.unexpected", incident=incident))
