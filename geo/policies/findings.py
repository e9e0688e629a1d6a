"""Findings: what the library says, as figures a sentence is made of; recomputed by a test."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from geo.policies.library import Policy
from geo.policies.peers import Share

LEAST = 5  # instruments from which a share is worth a sentence
LEAST_OF_ALL = 40  # from which what is tried least is no accident of a search


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding: the key of its sentence `policy.finding.<key>`, its figures, and ids of what it names.

    `shown_by` is what the library's link has to say to show the instruments it is about.
    """

    key: str
    figures: Mapping[str, float]
    names: Mapping[str, str]
    shown_by: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def findings(policies: Sequence[Policy], *, home: str = "CN") -> tuple[Finding, ...]:
    """Return up to three findings of the instruments shown, the contrast first.

    span : how many, of how many countries, since which year, and what share the most frequent kind has.
    contrast : the kind whose share at `home` and elsewhere differs most, in per cent of each; only where both have
        LEAST instruments.
    heads : the head of the strategy with most instruments, and the one with fewest; of LEAST_OF_ALL or more.
    """
    if not policies:
        return ()
    found = [_span(policies)]
    at_home = Counter(one.instrument for one in policies if one.country == home)
    away = Counter(one.instrument for one in policies if one.country != home)
    if min(at_home.total(), away.total()) >= LEAST:

        def apart(kind: str) -> float:
            return 100 * at_home[kind] / at_home.total() - 100 * away[kind] / away.total()

        kind = max(sorted(at_home | away), key=lambda one: abs(apart(one)))
        shares = {"home": 100 * at_home[kind] / at_home.total(), "away": 100 * away[kind] / away.total()}
        shares |= {"home_all": float(at_home.total()), "away_all": float(away.total())}
        more = "contrast" if apart(kind) > 0 else "contrast_away"
        found.insert(0, Finding(more, shares, {"instrument": kind, "country": home}, {"instruments": (kind,)}))
    heads = Counter(one.head for one in policies).most_common()
    if len(policies) >= LEAST_OF_ALL and len(heads) > 1:
        most, least = heads[0], heads[-1]
        figures = {"most": float(most[1]), "least": float(least[1]), "all": float(len(policies))}
        found.append(Finding("heads", figures, {"head": most[0], "other": least[0]}, {"heads": (least[0],)}))
    return tuple(found)


def of_mix(shares: Sequence[Share]) -> Finding | None:
    """Return what most peers used and the cluster, as far as the library knows, did not; None where there is none."""
    lacking = [one for one in shares if not one.own and len(one.users) > 1]
    if not lacking:
        return None
    most = max(lacking, key=lambda one: (len(one.users), one.peers))
    return Finding(
        "lacking", {"users": float(len(most.users)), "peers": float(most.peers)}, {"instrument": most.instrument}
    )


def _span(policies: Sequence[Policy]) -> Finding:
    years = [one.year_start for one in policies if one.year_start is not None]
    kind, count = Counter(one.instrument for one in policies).most_common(1)[0]
    figures = {
        "all": float(len(policies)),
        "countries": float(len({one.country for one in policies})),
        "first": float(min(years)) if years else 0.0,
        "count": float(count),
        "share": 100 * count / len(policies),
    }
    return Finding("span", figures, {"instrument": kind}, {"instruments": (kind,)})
