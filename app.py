"""Composition root: the pages as a Streamlit app, and beside them the routes the maps fetch their data from."""

from functools import partial
from importlib.util import find_spec
from pathlib import Path

import streamlit as st
from starlette.middleware import Middleware
from streamlit import config, runtime

from geo.access.ledger import shared_ledger
from geo.access.provider import section
from geo.backup.exchange import finish
from geo.catalog import load_catalog
from geo.datasets.routes import routes as dataset_routes
from geo.errors import ObservatoryError
from geo.governance.book import shared_book
from geo.governance.routes import routes as governance_routes
from geo.intake.gate import Gate
from geo.intake.shelf import shared as shared_intake
from geo.language import country_name
from geo.maps.routes import routes as map_routes
from geo.observatory.routes import routes as area_routes
from geo.operations.routes import nowhere
from geo.operations.routes import routes as operation_routes
from geo.operations.stack import stack
from geo.publication.routes import routes as publication_routes
from geo.publication.shelf import shared_shelf
from geo.serving.document import PageDocument
from geo.serving.hints import Hints
from geo.serving.process import serving
from geo.serving.static import CompressedStatic
from geo.settings import limits, settings
from geo.standards.routes import routes as standard_routes
from geo.tiles.routes import routes as tile_routes
from geo.workbench.routes import routes as workbench_routes
from geo.workspace.key import BrowserKey
from geo.workspace.shelf import shared_shelf as shared_work
from pages.components import first_visit
from pages.components.sitemap import PAGES

# Streamlit does not put its base path before routes of ours.
base_path = "/".join(["", *str(st.get_option("server.baseUrlPath")).strip("/").split("/")]).rstrip("/")
try:
    load_catalog(settings())
    country_name("CN", "en")  # a table of names of one's own
    finish(settings())  # a restore that was killed while it exchanged the folders
    shared_shelf()  # opened once, so that a folder it cannot use is told now and what a kill left is swept
    shared_work()
    shared_book()
    guards = stack(base_path)
    secrets = section()
    if secrets is not None:
        shared_ledger()
except ObservatoryError as fault:  # a data file that is not as sealed, or a setting that cannot be used: no start
    raise SystemExit(f"The observatory cannot start. {fault.message}") from None

# Streamlit would search the whole memory after every run of a page; geo/serving/heap.py is there instead. The file of
# settings says so too, but is not found by every way of starting.
config.set_option("runner.postScriptGC", False)

routes = [
    *tile_routes(base_path),
    *dataset_routes(base_path),
    *map_routes(base_path),
    *area_routes(base_path),
    *workbench_routes(base_path),
    *publication_routes(base_path),
    *governance_routes(base_path),
    *operation_routes(base_path),
    *standard_routes(base_path),
    *nowhere(base_path),
]
# One limit of an upload: the one that is shown. The gate enforces it where the bytes arrive, and the quotas with it.
config.set_option("server.maxUploadSize", limits().upload_mb)
shelf = shared_intake()
shelf.is_present = lambda session: runtime.exists() and runtime.get_instance().is_active_session(session)
# Found, not imported: a component must be declared when a page first imports it.
frame = Path(str(find_spec("streamlit_folium").origin)).parent / "frontend" / "build" / "static"
frame_path = "/component/streamlit_folium.st_folium/static"
middleware = [
    *guards,
    Middleware(Gate, shelf=shelf),
    Middleware(BrowserKey, base=base_path, days=settings().kept_days),
    Middleware(
        CompressedStatic,
        base=base_path,
        folders={"/static": Path(st.__file__).parent / "static" / "static", frame_path: frame},
    ),
    Middleware(
        Hints, base=base_path, component=tuple(f"{frame_path}/js/{file.name}" for file in frame.glob("js/main.*.js"))
    ),
    Middleware(PageDocument, base=base_path, pages=PAGES, index=Path(st.__file__).parent / "static" / "index.html"),
]
lifespan = partial(serving, visit=first_visit.visit)
app = st.App(
    "pages/shell.py",
    routes=routes,
    middleware=middleware,
    lifespan=lifespan,
    secrets=secrets,
)
