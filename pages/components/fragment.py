"""Fragments that report by themselves, such as maps, and must not swallow what is done around them.

Streamlit sends what changes within one moment of the browser as one rerun, and as a rerun of the fragment alone if any
of it came from a fragment. A button pressed in the very moment a map reports is then taken, callbacks and all, without
the page being drawn anew.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from functools import wraps
from typing import Any

import streamlit as st

from geo.comparison.basket import Basket
from pages.components import basket
from pages.components.frame import page_translator


def fragment(*, within: Callable[[], Hashable]) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Make a function a fragment that has the whole page drawn anew when the page around it has changed.

    Parameters
    ----------
    within : what of the page around it can change; the language and the basket are always part of it.
    """

    def surroundings() -> tuple[str, Basket, Hashable]:
        return page_translator().language, basket.current(), within()

    def decorate(show: Callable[..., None]) -> Callable[..., None]:
        @st.fragment
        def run(drawn: Hashable, *arguments: Any, **options: Any) -> None:
            if surroundings() != drawn:
                st.rerun()
            show(*arguments, **options)

        @wraps(show)
        def call(*arguments: Any, **options: Any) -> None:
            run(surroundings(), *arguments, **options)

        return call

    return decorate
