"""What stands against keeping an expression of interest or a round of matchmaking."""

from __future__ import annotations

from geo.errors import ObservatoryError


class PartnersError(ObservatoryError):
    """Base of what stands against keeping what people say they look for."""

    code = "partners"
    status = 503


class PartnerTextError(PartnersError):
    """A name or remark is empty where it may not be, or too long."""

    code = "partner_text"
    status = 422

    def __init__(self, *, length: int, longest: int) -> None:
        super().__init__(
            f"A name of 1 to {longest} characters is needed; this one has {length}. Write another one.",
            length=length,
            longest=longest,
        )


class UnknownInterestError(PartnersError):
    """An expression of interest, or a round, is not there or is another person's: the answer is the same."""

    code = "unknown_interest"
    status = 404

    def __init__(self) -> None:
        super().__init__("There is no such entry of yours, or it is closed. Look at the list again.")


class TooManyInterestsError(PartnersError):
    """A person has as many open entries as one may have."""

    code = "too_many_interests"
    status = 409

    def __init__(self, *, most: int) -> None:
        super().__init__(f"You have {most} open entries, the most one person may have. Withdraw one first.", most=most)
