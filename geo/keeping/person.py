"""A person, as far as this server knows one: signed in, of a name they gave, or known by their browser's key alone."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Final

SIGNED_IN: Final = "signed_in"
SELF_DECLARED: Final = "self_declared"
BROWSER: Final = "browser"
KINDS: Final = (SIGNED_IN, SELF_DECLARED, BROWSER)


@dataclass(frozen=True, slots=True)
class Person:
    """Whoever saves, publishes or is asked for a decision.

    Attributes
    ----------
    kind : signed_in (the name comes from the identity provider), self_declared (typed by a person, unchecked) or
        browser (nobody said who it is; the same browser comes back with its key).
    name : shown to people; data, so never markup. "" for a browser.
    subject : what one is known again by, never shown: the stable id at the provider, or a digest of the browser's key;
        "" for a self-declared person, who is not known again.
    """

    kind: str
    name: str
    subject: str = ""

    @property
    def is_declared(self) -> bool:
        """Tell whether nobody has checked the name."""
        return self.kind == SELF_DECLARED

    @property
    def key(self) -> str:
        """Return what records call this person by: a digest, so that they hold no address of anybody; "" for nobody.

        Examples
        --------
        >>> Person("self_declared", "Ann").key
        ''
        >>> len(Person("signed_in", "Bea", "https://id.example/|17").key)
        32
        """
        if not self.subject:
            return ""
        return hashlib.sha256(f"{self.kind}\0{self.subject}".encode()).hexdigest()[:32]


def of_browser(secret: str) -> Person:
    """Return the person who holds a browser's key; the key itself is not kept anywhere."""
    return Person(BROWSER, "", hashlib.sha256(secret.encode()).hexdigest())
