"""Who publishes in this session: the signed-in person or a name they give, and the codes that show what is theirs."""

from __future__ import annotations

from typing import Final

import streamlit as st

from geo.keeping.person import SELF_DECLARED
from geo.publication.about import Owner
from geo.publication.register import Publication
from geo.publication.shelf import Proof, Receipt, Shelf
from pages.components.person import signed_in

__all__ = ("declared", "keep", "needs_sign_in", "own", "proof_for", "put_away", "receipt", "signed_in", "take_code")
_CODES: Final = "publication_codes"  # publication id -> withdrawal code
_RECEIPT: Final = "publication_receipt"


def needs_sign_in() -> bool:
    """Tell whether this server has st.login configured and nobody is signed in."""
    return st.user.to_dict().get("is_logged_in") is False


def declared(name: str) -> Owner:
    """Return the owner a person says they are."""
    return Owner(SELF_DECLARED, name)


def proof_for(publication_id: str) -> Proof:
    """Return what this session can show for a publication."""
    person = signed_in()
    return Proof(subject=person.subject if person else "", code=_codes().get(publication_id, ""))


def keep(receipt: Receipt) -> None:
    """Remember what was published, and its code."""
    if receipt.code:
        _codes()[receipt.publication_id] = receipt.code
    st.session_state[_RECEIPT] = receipt


def receipt() -> Receipt | None:
    """Return what was published last, until it has been put away."""
    return st.session_state.get(_RECEIPT)


def put_away() -> None:
    """Forget the receipt; its code is not shown again."""
    st.session_state.pop(_RECEIPT, None)


def take_code(shelf: Shelf, publication_id: str, code: str) -> Publication:
    """Make a publication this session's own by its code; raises NotOwnerError or UnknownPublicationError."""
    found = shelf.owned(publication_id, Proof(code=code))
    _codes()[publication_id] = code
    return found


def own(shelf: Shelf) -> list[Publication]:
    """Return the publications that are this person's, the newest first, withdrawn ones included."""
    person = signed_in()
    codes = _codes()
    return [
        one
        for one in shelf.everything()
        if one.publication_id in codes or (person and one.owner.subject == person.subject)
    ]


def _codes() -> dict[str, str]:
    found: dict[str, str] = st.session_state.setdefault(_CODES, {})
    return found
