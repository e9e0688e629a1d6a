"""What a server process does beside answering: it loads what every page needs, and keeps its memory cheap.

What a page keeps for all (its parts, findings, drawn charts) is made by its first run: 1.6 s for the home page of a
new process, 3.2 s for the six pages of a new process together, 20 to 65 ms a page from then on. So pages are opened
once by nobody: before anybody is let in where several processes serve many people, otherwise until somebody comes.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import threading
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Final

from geo.backup.presence import present
from geo.catalog import load_catalog
from geo.catalog.search import index
from geo.comparison.gather import all_figures
from geo.errors import ObservatoryError
from geo.language import LANGUAGES, translator
from geo.operations.measures import measures
from geo.prepare import is_prepared
from geo.serving import heap
from geo.settings import operations, settings
from geo.tiles import store
from geo.web import answering_at_once

_GRACE_S: Final = 5.0  # whoever started it and opens it at once is not to share the processor with nobody
# Opens every page once, until it is told to stop; returns the number of pages.
Visit = Callable[[Callable[[], bool]], Awaitable[int]]


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
async def serving(app: object, *, visit: Visit) -> AsyncIterator[None]:
    """Lifespan of a server process.

    The loading is done in a thread after the port is open: whoever comes first waits for no more than before. Where
    `OBSERVATORY_WARM_UP` says `first`, the port stays closed until all is loaded and every page was opened once.
    """
    end = threading.Event()
    warm_up = operations().warm_up
    loop = asyncio.get_running_loop()

    async def visit_until_somebody_comes() -> int:
        return await visit(lambda: end.is_set() or measures().sessions() > 0)

    def fill() -> None:
        load()
        if warm_up == "idle" and not end.wait(_GRACE_S):
            asyncio.run_coroutine_threadsafe(visit_until_somebody_comes(), loop).result()

    with present(settings()):
        async with answering_at_once(app):
            if warm_up == "first":
                await asyncio.to_thread(load)
                await visit(lambda: False)
            threading.Thread(target=_keep, args=(end, fill), name="heap", daemon=True).start()
            yield
    end.set()


def _keep(end: threading.Event, fill: Callable[[], None]) -> None:
    try:
        heap.keep(end, load=fill)
    except Exception:  # whatever it is, pages still work; the log says why they are slower
        logging.getLogger(__name__).exception("Memory is not kept; pages may pause for garbage collection.")
