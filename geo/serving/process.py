"""What a server process does beside answering: it loads what every page needs, and keeps its memory cheap."""

from __future__ import annotations

import contextlib
import logging
import threading
from collections.abc import AsyncIterator

from geo.backup.presence import present
from geo.catalog import load_catalog
from geo.catalog.search import index
from geo.comparison.gather import all_figures
from geo.errors import ObservatoryError
from geo.language import LANGUAGES, translator
from geo.prepare import is_prepared
from geo.serving import heap
from geo.settings import settings
from geo.tiles import store
from geo.web import answering_at_once


def load() -> None:
    """Read the tables, the texts and, where it is built, the store; a fault is left to the page that meets it."""
    with contextlib.suppress(ObservatoryError):
        catalog = load_catalog(settings())
        for resource in catalog.resources:
            if resource.is_table:
                catalog.table(resource.name)
        for language in LANGUAGES:
            translator(language)
        if is_prepared(settings()):
            index(catalog)
            all_figures(catalog, settings())
            store.cursor(settings()).execute("SELECT count(*) FROM organisations").fetchall()


@contextlib.asynccontextmanager
async def serving(app: object) -> AsyncIterator[None]:
    """Lifespan of a server process.

    The loading is done in a thread after the port is open: whoever comes first waits for no more than before.
    """
    end = threading.Event()
    keeper = threading.Thread(target=_keep, args=(end,), name="heap", daemon=True)
    with present(settings()):
        async with answering_at_once(app):
            keeper.start()
            yield
    end.set()


def _keep(end: threading.Event) -> None:
    try:
        heap.keep(end, load=load)
    except Exception:  # whatever it is, pages still work; the log says why they are slower
        logging.getLogger(__name__).exception("Memory is not kept; pages may pause for garbage collection.")
