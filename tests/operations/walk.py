"""`python -m tests.operations.walk`: asks every route of app.py as a stranger, and prints the answers as JSON.

A process of its own, since app.py settles options of the whole process. There is one withdrawn publication of another
person, whose id is among what is asked for.
"""

from __future__ import annotations

import itertools
import json
import re
import warnings
from collections.abc import Iterator
from urllib.parse import quote

import geopandas as gpd
from shapely.geometry import Point
from starlette.applications import Starlette
from starlette.routing import Route

import app
from geo.publication.about import About, Owner
from geo.publication.shelf import Proof, shelf_of

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from starlette.testclient import TestClient

FORGED = ("0", "A" * 43, "{{7*7}}", "../../etc/passwd", "%00", "9" * 300)
STRANGE = ("POST", "PUT", "PATCH", "DELETE")
FOREIGN = {"Origin": "https://evil.example", "Sec-Fetch-Site": "cross-site"}


def addresses(route: Route, other: str) -> Iterator[str]:
    """Yield a route's address with forged parts, and with the id of another person's publication."""
    parts = re.findall(r"\{(\w+)(?::\w+)?\}", route.path)
    for values in (*(itertools.repeat(value, len(parts)) for value in FORGED), itertools.chain([other], "1111")):
        filled = route.path
        for part, value in zip(parts, values, strict=False):
            filled = re.sub(rf"\{{{part}(:\w+)?\}}", quote(value, safe="").replace("\\", ""), filled)
        yield filled


def withdrawn() -> str:
    """Publish something as another person, withdraw it, and return its id."""
    frame = gpd.GeoDataFrame({"secret": ["what nobody may see any more"]}, geometry=[Point(1, 2)], crs="EPSG:4326")
    about = About("Gone", "CC0-1.0", "", "A test", "2024-01-09", "low")
    receipt = shelf_of().publish(frame, about, Owner("self_declared", "Ann"))
    shelf_of().withdraw(receipt.publication_id, Proof(operator=True))
    return receipt.publication_id


def main() -> None:
    """Ask, and print."""
    other = withdrawn()
    client = TestClient(Starlette(routes=app.routes, middleware=app.middleware), raise_server_exceptions=False)
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
    print(json.dumps({"other": other, "answers": told, "upload": upload.status_code}))


if __name__ == "__main__":
    main()
