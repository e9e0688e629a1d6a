"""The standards' routes alone, for the clients of others: `uvicorn tests.standards.served:app`."""

from __future__ import annotations

from starlette.applications import Starlette

from geo.standards.routes import routes

app = Starlette(routes=routes("/base"))
