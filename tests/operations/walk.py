"""`python -m tests.operations.walk`: asks every route of app.py as a stranger, and prints the answers as JSON.

A process of its own, since app.py settles options of the whole process. The ids of what another person keeps, shares
and has withdrawn are among what is asked for. Where the environment lets people sign in and closes the app to visitors,
each route is asked once by each of `visitors` instead.
"""

from __future__ import annotations

import contextlib
import itertools
import json
import re
import warnings
from collections.abc import Iterator, Sequence
from urllib.parse import quote

import geopandas as gpd
from shapely.geometry import Point
from starlette.applications import Starlette
from starlette.routing import Route

import app
from geo.access.cookie import NAME
from geo.access.ledger import shared_ledger
from geo.access.provider import sign_in
from geo.keeping.actor import REQUEST, Actor
from geo.keeping.person import of_browser
from geo.publication.about import About, Owner
from geo.publication.shelf import Proof, shelf_of
from geo.tables.shelf import shared_tables
from geo.workspace.shelf import shared_shelf as shared_work
from tests.access.conftest import claims, cookie

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from starlette.testclient import TestClient

FORGED = ("0", "A" * 43, "{{7*7}}", "../../etc/passwd", "%00", "9" * 300)
HIDDEN = "what nobody may see any more"
STRANGE = ("POST", "PUT", "PATCH", "DELETE")
FOREIGN = {"Origin": "https://evil.example", "Sec-Fetch-Site": "cross-site"}


def addresses(route: Route, others: Sequence[str]) -> Iterator[str]:
    """Yield a route's address with forged parts, and with the ids of what other people keep; the first of them last."""
    parts = re.findall(r"\{(\w+)(?::\w+)?\}", route.path)
    held = (itertools.chain([other], "1111") for other in reversed(others))
    for values in (*(itertools.repeat(value, len(parts)) for value in FORGED), *held):
        filled = route.path
        for part, value in zip(parts, values, strict=False):
            filled = re.sub(rf"\{{{part}(:\w+)?\}}", quote(value, safe="").replace("\\", ""), filled)
        yield filled


@contextlib.contextmanager
def administrator() -> Iterator[None]:
    """Be somebody who may do everything: where people sign in, nobody else keeps things and makes keys."""
    asking = REQUEST.set(Actor(of_browser("b" * 43), "administrator"))
    yield
    REQUEST.reset(asking)


def others() -> list[str]:
    """Keep things as another person; returns the ids: of a publication withdrawn first, then what is theirs alone."""
    ann = of_browser("a" * 43)
    work, tables = shared_work(), shared_tables()
    assert work
    assert tables
    project = work.new_project(ann, HIDDEN)
    token, share = work.share(ann, project.project_id, days=1)
    table = tables.keep(ann, "a.csv", HIDDEN.encode(), {})
    return [withdrawn(), project.project_id, token, share.snapshot, table.table_id, table.digest, ann.key, "a" * 43]


def withdrawn() -> str:
    """Publish something as another person, withdraw it, and return its id."""
    frame = gpd.GeoDataFrame({"secret": [HIDDEN]}, geometry=[Point(1, 2)], crs="EPSG:4326")
    about = About("Gone", "CC0-1.0", "", "A test", "2024-01-09", "low")
    receipt = shelf_of().publish(frame, about, Owner("self_declared", "Ann"))
    shelf_of().withdraw(receipt.publication_id, Proof(operator=True))
    return receipt.publication_id


def visitors() -> dict[str, dict[str, str]]:
    """Return the headers of a stranger, of cookies and keys that do not count, of a viewer and of a key."""
    adam, vera = claims("adam", "administrator"), claims("vera")
    token, _made = shared_ledger().make_key("A walk", by=None)
    lost, revoked = shared_ledger().make_key("Lost", by=None)
    shared_ledger().revoke_key(revoked.key_id, by=None)
    return {
        "stranger": {},
        "forged": {"Cookie": f"{NAME}={cookie(adam, secret='x' * 40)}"},
        "swapped": {"Cookie": f"_streamlit_user_tokens={cookie(adam)}; observatory_key={cookie(adam)}"},
        "over": {"Cookie": f"{NAME}={cookie(claims('adam', 'administrator', begun_s_ago=90_000))}"},
        "revoked": {"Authorization": f"Bearer {lost}"},
        "viewer": {"Cookie": f"{NAME}={cookie(vera)}"},
        "key": {"Authorization": f"Bearer {token}"},
    }


def closed(client: TestClient, other: Sequence[str]) -> None:
    """Ask each route once as everybody, and print."""
    told = []
    with administrator():
        everybody = visitors()
    for route in app.routes:
        assert isinstance(route, Route)
        address = list(addresses(route, other))[-1]
        for visitor, headers in everybody.items():
            answer = client.get(address, headers=headers, follow_redirects=False)
            told.append(
                {"address": address, "visitor": visitor, "status": answer.status_code, "text": answer.text[:300]}
            )
    uploads = {
        visitor: client.put("/_stcore/upload_file/a/b", headers=headers, content=b"x").status_code
        for visitor, headers in everybody.items()
    }
    print(json.dumps({"answers": told, "uploads": uploads}))


def strange(client: TestClient, other: Sequence[str]) -> None:
    """Ask each route with forged parts and by every method, and print."""
    told = []
    for route in app.routes:
        assert isinstance(route, Route)
        asked = [("GET", address, {}) for address in dict.fromkeys(addresses(route, other))]
        asked += [(method, asked[0][1], {}) for method in STRANGE]
        asked += [(method, asked[0][1], FOREIGN) for method in STRANGE]
        for method, address, headers in asked:
            answer = client.request(method, address, headers=headers, follow_redirects=False)
            told.append(
                {
                    "route": route.path,
                    "method": method,
                    "address": address,
                    "foreign": bool(headers),
                    "status": answer.status_code,
                    "headers": dict(answer.headers),
                    "text": answer.text[:2000],
                }
            )
    upload = client.put("/_stcore/upload_file/a/b", headers=FOREIGN, content=b"x")
    print(json.dumps({"others": other, "answers": told, "upload": upload.status_code}))


def main() -> None:
    """Ask, and print."""
    with administrator():
        other = others()
    whole = Starlette(routes=app.routes, middleware=app.middleware)
    with TestClient(whole, raise_server_exceptions=False) as client:  # one event loop serves all requests
        if sign_in().is_on:
            closed(client, other)
        else:
            strange(client, other)


if __name__ == "__main__":
    main()
