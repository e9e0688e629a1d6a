"""What stands against coming in, or against doing something here."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from geo.errors import ObservatoryError


class AccessError(ObservatoryError):
    """The register of people, sessions and keys cannot be written or read."""

    code = "access"
    status = 503


class ForbiddenError(ObservatoryError):
    """Somebody whose role does not suffice wants to do something."""

    code = "forbidden"
    status = 403
    text_keys: ClassVar[Mapping[str, str]] = {"act": "access.act.", "needs": "access.role.", "role": "access.role."}

    def __init__(self, act: str, *, needs: str, role: str) -> None:
        super().__init__(
            f"{act!r} needs the role {needs!r}; yours is {role!r}. Ask an administrator for it.",
            act=act,
            needs=needs,
            role=role,
        )


class SignInNeededError(ObservatoryError):
    """Nobody is signed in, and what is wanted needs it."""

    code = "sign_in_needed"
    status = 401
    text_keys: ClassVar[Mapping[str, str]] = {"act": "access.act.", "needs": "access.role."}

    def __init__(self, act: str, *, needs: str) -> None:
        super().__init__(f"{act!r} needs the role {needs!r}, and nobody is signed in. Sign in.", act=act, needs=needs)


class KeyNeededError(ObservatoryError):
    """Data are asked for by somebody who is not signed in and shows no key that holds."""

    code = "key_needed"
    status = 401

    def __init__(self) -> None:
        super().__init__(
            "This observatory is closed to visitors. Sign in, or send a key: 'Authorization: Bearer KEY', or KEY as "
            "the password of Basic authentication. Administrators make keys."
        )


class TooManySignInsError(ObservatoryError):
    """One address tries to sign in, or tries keys, too often."""

    code = "too_many_sign_ins"
    status = 429

    def __init__(self, *, limit: int, retry_after_s: int) -> None:
        super().__init__(
            f"More than {limit} attempts to sign in came from this address within a minute. Try again in "
            f"{retry_after_s} s.",
            limit=limit,
            seconds=retry_after_s,
        )
        self.retry_after_s = retry_after_s


class RoleChangeError(ObservatoryError):
    """A role is given that there is not, to somebody unknown, or the last administrator would be lost."""

    code = "role_change"
    status = 422
    text_keys: ClassVar[Mapping[str, str]] = {"reason": "access.change."}

    def __init__(self, reason: str, *, value: str = "") -> None:
        words = {
            "access.change.role": "There is no such role. Take viewer, analyst, publisher, steward or administrator.",
            "access.change.person": "Nobody of that id ever signed in. `python -m geo access people` lists who has.",
            "access.change.last": "This person is the last administrator of the table. Make another one first.",
            "access.change.key": "There is no key of that id that holds. `python -m geo access keys` lists them.",
            "access.change.key_name": "A key needs a name of 1 to 60 characters, to be told from others.",
        }
        told = words[f"access.change.{reason}"]
        super().__init__(f"{value!r}: {told}", reason=reason, value=value)
