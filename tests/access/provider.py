"""`python -m tests.access.provider PORT ADDRESS`: a real OpenID Connect provider (canaille) with five people.

It is a process of its own, so that a test can end it. Each person is in one group, which is named after a role; the
password is the same for all.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CLIENT = "observatory"
SECRET = "provider-secret-for-tests"  # noqa: S105 - of a provider that lives as long as a test
COOKIE = "cookie-secret-for-tests-of-32-signs-or-more"
PASSWORD = "correct horse battery"  # noqa: S105
PEOPLE = {"vera": "", "ann": "analyst", "paul": "publisher", "stella": "steward", "adam": "administrator"}
START_S = 60


def environment(port: int, address: str) -> dict[str, str]:
    """Return the variables by which an observatory at `address` signs people in there."""
    return {
        "OBSERVATORY_OIDC_METADATA": f"http://localhost:{port}/.well-known/openid-configuration",
        "OBSERVATORY_OIDC_CLIENT": CLIENT,
        "OBSERVATORY_OIDC_SECRET": SECRET,
        "OBSERVATORY_COOKIE_SECRET": COOKIE,
        "OBSERVATORY_ADDRESS": address,
        "OBSERVATORY_OIDC_SCOPE": "openid email profile groups",
        "OBSERVATORY_ROLE_CLAIM": "groups",
    }


@contextlib.contextmanager
def provider(port: int, address: str, log: Path) -> Iterator[subprocess.Popen[bytes]]:
    """Run the provider for an observatory at `address`."""
    command = [sys.executable, "-m", "tests.access.provider", str(port), address]
    with log.open("wb") as out, subprocess.Popen(command, cwd=ROOT, stdout=out, stderr=subprocess.STDOUT) as process:
        try:
            end = time.monotonic() + START_S
            while time.monotonic() < end:
                assert process.poll() is None, log.read_text("utf-8")
                with contextlib.suppress(OSError), socket.create_connection(("localhost", port), timeout=1):
                    break
                time.sleep(0.1)
            yield process
        finally:
            process.terminate()


def main() -> None:
    """Serve until it is ended."""
    from wsgiref.simple_server import make_server

    from canaille import create_app
    from canaille.app import models
    from canaille.backends import Backend
    from joserfc.jwk import JWKRegistry

    port, address = int(sys.argv[1]), sys.argv[2]
    os.environ["AUTHLIB_INSECURE_TRANSPORT"] = "1"
    key = JWKRegistry.generate_key("RSA", 2048)
    key.ensure_kid()
    app = create_app(
        config={
            "TESTING": True,
            "ENV_FILE": None,
            "SECRET_KEY": "provider-session-secret",
            "WTF_CSRF_ENABLED": False,
            "PREFERRED_URL_SCHEME": "http",
            "SERVER_NAME": f"localhost:{port}",
            "CANAILLE": {
                "DATABASE": "memory",
                "JAVASCRIPT": False,
                "ACL": {"DEFAULT": {"PERMISSIONS": ["use_oidc", "edit_self"]}},
                "AUTHENTICATION_FACTORS": ["password"],
            },
            "CANAILLE_OIDC": {"ACTIVE_JWKS": [key.as_dict(private=True)]},
        }
    )
    with app.app_context():
        backend = Backend.instance
        people = {}
        for name in PEOPLE:
            people[name] = models.User(
                user_name=name,
                formatted_name=name.capitalize(),
                family_name=name.capitalize(),
                emails=[f"{name}@example.org"],
                password=PASSWORD,
            )
            backend.save(people[name])
        for name, role in PEOPLE.items():
            if role:
                backend.save(models.Group(display_name=role, members=[people[name]]))
        client = models.Client(
            client_id=CLIENT,
            client_secret=SECRET,
            client_id_issued_at=dt.datetime.now(dt.UTC),
            client_name="Observatory",
            client_uri=address,
            redirect_uris=[f"{address}/oauth2callback"],
            post_logout_redirect_uris=[f"{address}/oauth2callback"],
            grant_types=["authorization_code"],
            response_types=["code"],
            scope=["openid", "email", "profile", "groups"],
            token_endpoint_auth_method="client_secret_basic",  # noqa: S106
        )
        client.audience = [client]
        backend.save(client)
        make_server("localhost", port, app).serve_forever()


if __name__ == "__main__":
    main()
