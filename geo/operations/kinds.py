"""Kinds of requests: the few words that stand for an address in measures and logs, so that neither holds anybody's ids.

The address of a workbench layer is the permission to see it, a page's address holds what somebody looks at. Both are
told here by their kind alone.
"""

from __future__ import annotations

from typing import Final

PAGE: Final = "page"
KINDS: Final = frozenset(
    {
        *("_stcore", "areas", "component", "healthz", "map", "media", "metrics", "ogc", "published", "readyz"),
        *("static", "tilejson", "tiles", "workbench"),
    }
)
DATA: Final = frozenset({"areas", "map", "ogc", "published", "tilejson", "tiles"})
"""Kinds that answer with data and hold no session; other sites may read them where the operator allows it."""


def kind_of(path: str, base: str = "") -> str:
    """Return the kind of a path below `base`; whatever is no route of ours or of Streamlit's is a page.

    Examples
    --------
    >>> kind_of("/tiles/land/0/0/0.mvt"), kind_of("/base/ogc/collections", "/base"), kind_of("/workbench")
    ('tiles', 'ogc', 'page')
    """
    first, slash, _ = path.removeprefix(base).lstrip("/").partition("/")
    if first == "workbench" and not slash:  # the page of that name
        return PAGE
    return first if first in KINDS else PAGE
