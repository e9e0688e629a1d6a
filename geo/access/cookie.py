"""Cookie of a sign-in, as Streamlit writes it: signed by itsdangerous, in pieces where it is long.

Routes that are not Streamlit's read it here, with the secret of our own settings.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from http.cookies import CookieError, SimpleCookie
from typing import Any, Final

from itsdangerous import BadData, URLSafeTimedSerializer

NAME: Final = "_streamlit_user"
OURS: Final = re.compile(r"_streamlit_user(?:_tokens)?(?:_[0-9]+)?")
"""Names of all cookies of a sign-in."""
_PIECES: Final = re.compile(r"chunks-([0-9]{1,2})")
_LONGEST_S: Final = 31 * 86_400


def cookies_in(header: str) -> dict[str, str]:
    """Return the cookies of a header by name.

    Examples
    --------
    >>> cookies_in("a=1; b=2")
    {'a': '1', 'b': '2'}
    """
    try:
        return {name: morsel.value for name, morsel in SimpleCookie(header).items()}
    except CookieError:
        return {}


def claims_in(cookies: Mapping[str, str], secret: str) -> dict[str, Any]:
    """Return the claims of whoever signed in; nothing where nobody did, or the cookie was not signed here."""
    value = _opened(cookies, NAME, secret)
    pieces = _PIECES.fullmatch(value)
    if pieces:
        value = "".join(_opened(cookies, f"{NAME}_{number}", secret) for number in range(1, int(pieces[1]) + 1))
    try:
        found = json.loads(value)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def without(header: str) -> str:
    """Return a Cookie header without the cookies of a sign-in.

    Examples
    --------
    >>> without("a=1; _streamlit_user=x; _streamlit_user_1=y; _streamlit_xsrf=z")
    'a=1; _streamlit_xsrf=z'
    """
    kept = (part for part in header.split("; ") if not OURS.fullmatch(part.partition("=")[0].strip()))
    return "; ".join(kept)


def _opened(cookies: Mapping[str, str], name: str, secret: str) -> str:
    try:
        found = URLSafeTimedSerializer(secret, salt=name).loads(cookies.get(name, ""), max_age=_LONGEST_S)
    except BadData:
        return ""
    return found if isinstance(found, str) else ""
