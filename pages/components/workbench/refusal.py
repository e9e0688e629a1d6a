"""A study that is asked for: made though its run is cut short, or refused with why and what would make it work."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final

import streamlit as st

from geo.analysis.errors import AnalysisError
from geo.errors import ObservatoryError
from geo.language import Translator
from geo.workbench.errors import NoMatchError
from pages.components.boundary import boundary, fault_text, show_alert

_LOG = logging.getLogger("observatory.pages")
_WANTED: Final = "_wanted"


@dataclass(frozen=True, slots=True)
class Offer:
    """One way out of a refusal.

    Attributes
    ----------
    text : on the button.
    fields : key of a field of the panel -> what to set it to.
    """

    text: str
    fields: Mapping[str, Any]


@contextmanager
def refusing(t: Translator, offers: Callable[[ObservatoryError], Sequence[Offer]], *, key: str) -> Iterator[None]:
    """Run a study; if it is refused, say why and offer what would solve it. Other faults go to the boundary."""
    with boundary(t):
        try:
            yield
        except (AnalysisError, NoMatchError) as fault:
            _LOG.warning("%s: %s", fault.code, fault.message)
            show_alert(t("workbench.refused"), fault_text(fault, t))
            with st.container(horizontal=True, key=f"{key}_offers"):
                for number, offer in enumerate(offers(fault)):
                    st.button(
                        offer.text, key=f"{key}_offer_{number}", on_click=_take, args=(dict(offer.fields), _wanted(key))
                    )


@contextmanager
def answering(t: Translator, offers: Callable[[ObservatoryError], Sequence[Offer]], *, key: str) -> Iterator[None]:
    """Make and keep what `asked` told, and show it in a new run; a refusal is said as `refusing` does.

    A run that another press cuts short leaves the question open: the next one makes what was asked for.
    """
    with refusing(t, offers, key=key):
        yield
        st.session_state.pop(_wanted(key), None)
        st.rerun()


def want(key: str) -> None:
    """Ask for a study; called where its button is taken, so that no later press can come in between."""
    st.session_state[_wanted(key)] = True


def asked(key: str) -> bool:
    """Tell whether a study is asked for: by its button or an offer that was taken, in this run or one cut short."""
    return _wanted(key) in st.session_state


def open_questions(panel: str) -> list[str]:
    """Return the keys in the session of what is asked for in a panel and not answered yet."""
    return [str(key) for key in st.session_state if str(key).startswith(f"{panel}_") and str(key).endswith(_WANTED)]


@contextmanager
def finishing(panel: str) -> Iterator[None]:
    """Show a panel, and forget what was asked for in it once it has run to its end or failed.

    What is still open then was refused, or cannot be answered any more: its layer has gone, say. A run that another
    press cuts short, which Streamlit does by no Exception, leaves it open.
    """
    try:
        yield
    except Exception:
        _close(panel)
        raise
    _close(panel)


def _close(panel: str) -> None:
    for key in open_questions(panel):
        del st.session_state[key]


def _wanted(key: str) -> str:
    return key + _WANTED


def _take(fields: Mapping[str, Any], wanted: str) -> None:
    for name, value in fields.items():
        st.session_state[name] = value
    st.session_state[wanted] = True
