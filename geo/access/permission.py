"""Permission: asked on the server side before anything is written, wherever it is asked from.

Without sign-in nothing is asked and all may do what the operator's settings let them, as names are self-declared then.
A command has no actor: whoever may run it runs the machine.
"""

from __future__ import annotations

from geo.access.errors import ForbiddenError, SignInNeededError
from geo.access.provider import sign_in
from geo.access.roles import LOOK, NEEDS, suffices
from geo.keeping.actor import Actor, current


def may(act: str, actor: Actor | None = None) -> bool:
    """Tell whether somebody, by default whoever asks now, may do an act."""
    config = sign_in()
    asked = actor or current()
    if not config.is_on or asked is None:
        return True
    return suffices(asked.role, act, open_to_visitors=config.visitors == "open")


def permit(act: str) -> None:
    """Let whoever asks now go on to do an act, or refuse, and put the refusal into the record.

    Raises
    ------
    SignInNeededError
        where nobody is signed in.
    ForbiddenError
        where the role does not suffice.
    """
    if may(act):
        return
    asked = current() or Actor()
    if act != LOOK:
        from geo.access.ledger import shared_ledger  # which asks here itself

        shared_ledger().note("refused", f"act/{act}", by=asked.person, detail=asked.role or "visitor")
    if asked.person is None:
        raise SignInNeededError(act, needs=NEEDS[act])
    raise ForbiddenError(act, needs=NEEDS[act], role=asked.role)
