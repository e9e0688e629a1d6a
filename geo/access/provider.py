"""Provider: how people sign in here, read from the environment and the files it names.

No message and no text of an object holds a secret.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from geo.access.roles import names_of
from geo.errors import SettingError
from geo.settings import SignIn, read

_ADDRESS: Final = re.compile(r"https?://[^\s/?#]+(?:/[^\s?#]*)?")
_SHORTEST: Final = 32  # characters of what sessions are signed with


@lru_cache(maxsize=1)
def sign_in() -> SignIn:
    """Return who may come in; read once a process.

    Raises SettingError where something is missing that signing in needs, or cannot be used.
    """
    found = read(SignIn)
    if not found.is_on:
        if found.visitors == "closed":
            raise _unusable("OBSERVATORY_VISITORS", "closed", "open while OBSERVATORY_OIDC_METADATA is not set")
        return found
    for name, text in (("OBSERVATORY_OIDC_METADATA", found.metadata), ("OBSERVATORY_ADDRESS", found.address)):
        if not _ADDRESS.fullmatch(text):
            raise _unusable(name, text, "an address that begins with http:// or https:// where people sign in")
    if "openid" not in found.scope.split():
        raise _unusable("OBSERVATORY_OIDC_SCOPE", found.scope, "words between spaces with openid among them")
    if not found.client:
        raise _unusable("OBSERVATORY_OIDC_CLIENT", "", "the name the provider knows this app by")
    try:
        names_of(found.role_names)
    except ValueError as fault:
        raise _unusable("OBSERVATORY_ROLE_NAMES", str(fault), "value=role between spaces") from None
    return replace(
        found,
        address=found.address.rstrip("/"),
        secret=_secret("OBSERVATORY_OIDC_SECRET", found.secret, found.secret_file, at_least=1),
        cookie_secret=_secret(
            "OBSERVATORY_COOKIE_SECRET", found.cookie_secret, found.cookie_secret_file, at_least=_SHORTEST
        ),
    )


def section() -> Mapping[str, Any] | None:
    """Return the secrets `st.login` reads, None where nobody signs in by our settings."""
    found = sign_in()
    if not found.is_on:
        return None
    return {
        "auth": {
            "redirect_uri": f"{found.address}/oauth2callback",
            "cookie_secret": found.cookie_secret,
            "client_id": found.client,
            "client_secret": found.secret,
            "server_metadata_url": found.metadata,
            "client_kwargs": {"scope": found.scope},
        }
    }


def _secret(name: str, given: str, file: str, *, at_least: int) -> str:
    """Return a secret from its variable or its file."""
    if given and file:
        raise SettingError(f"{name} and {name}_FILE are both set. Set one of them.", name=name, value="")
    if file:
        try:
            given = Path(file).read_text("utf-8").strip()
        except (OSError, UnicodeDecodeError):
            raise _unusable(f"{name}_FILE", file, "a file that can be read") from None
    if len(given) < at_least:
        raise SettingError(
            f"{name}, or the file that {name}_FILE names, holds {len(given)} characters; where people sign in it needs "
            f"{at_least} or more.",
            name=name,
            value="",
        )
    return given


def _unusable(name: str, value: str, allowed: str) -> SettingError:
    return SettingError(f"{name} is {value!r}; it must be {allowed}.", name=name, value=value)
