"""The basket: clusters a person collects on any page, to compare them when there are enough."""

from __future__ import annotations

from dataclasses import dataclass, replace

from geo.comparison.state import LEAST, MOST, ComparisonState


@dataclass(frozen=True, slots=True)
class Basket:
    """What is collected, in the order it was put in.

    Attributes
    ----------
    cases : cluster ids, at most as many as a comparison takes.
    waiting : the one that was asked for while the basket was full; "" = none.
    removed : the one that was last taken out, while that can be undone; "" = none.
    before : the cases before that.

    Examples
    --------
    >>> basket = Basket().add("ruhr").add("tsukuba").remove("ruhr")
    >>> basket.cases, basket.undo().cases
    (('tsukuba',), ('ruhr', 'tsukuba'))
    """

    cases: tuple[str, ...] = ()
    waiting: str = ""
    removed: str = ""
    before: tuple[str, ...] = ()

    @property
    def is_full(self) -> bool:
        """Tell whether nothing can be added without taking something out."""
        return len(self.cases) >= MOST

    @property
    def is_enough(self) -> bool:
        """Tell whether there are enough to compare."""
        return len(self.cases) >= LEAST

    def add(self, case: str) -> Basket:
        """Put a cluster in; a full basket keeps it waiting until it is told which one to take out for it."""
        if case in self.cases:
            return replace(self, waiting="")
        if self.is_full:
            return replace(self, waiting=case, removed="", before=())
        return Basket((*self.cases, case))

    def remove(self, case: str) -> Basket:
        """Take a cluster out, and put in the one that waits for a place."""
        if case not in self.cases:
            return self
        kept = tuple(one for one in self.cases if one != case)
        waiting = (self.waiting,) if self.waiting else ()
        return Basket(kept + waiting, removed=case, before=self.cases)

    def undo(self) -> Basket:
        """Go back to what was there before the last removal."""
        return Basket(self.before) if self.removed else self

    def give_up(self) -> Basket:
        """Let go of the cluster that waits."""
        return replace(self, waiting="")

    def keep(self, known: frozenset[str]) -> Basket:
        """Drop what cannot be compared any more, such as a layer that was withdrawn."""
        if known.issuperset({*self.cases, self.waiting, self.removed, *self.before} - {""}):
            return self
        cases = tuple(case for case in self.cases if case in known)
        return Basket(cases, waiting=self.waiting if self.waiting in known else "")

    def query(self) -> dict[str, str]:
        """Return the link of the comparison as the comparison itself writes it: one step of the browser's history."""
        return ComparisonState(cases=self.cases).query()
