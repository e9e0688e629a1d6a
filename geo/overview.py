"""Everything the overview shows, from the catalogue in one call."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from geo.analysis.summary import COMPUTING, Profile, clusters_by_country, clusters_by_model, profile
from geo.comparison.headlines import Headline, headlines
from geo.maps.screen import drawn_links
from geo.model import DEFAULT_CONFIDENCES
from geo.policies.library import Policy, policies_of

if TYPE_CHECKING:
    import pandas as pd

    from geo.catalog import Catalog

COUNTED: Final = ("clusters", "organisations", "hubs", "computing_clusters", "links", "sources")
NEWEST: Final = 3
_POLICIES: Final = "policies"  # a data folder of one's own may have none
_DAY: Final = len("2026-11-29")
PROGRAMME_FIGURES: Final = ("sf020", "sf013", "sf009", "sf023", "sf022")


@dataclass(frozen=True, slots=True, eq=False)
class Overview:
    """Counts, charts and figures of the catalogue; one object a version of the data, and known by that.

    Attributes
    ----------
    counts : for each table of COUNTED its profile; that of `clusters` leaves out computing clusters,
        that of `links` those without a place at both ends, as the map does.
    by_model, by_country : as geo.analysis.summary makes them.
    headlines : what the home page opens with.
    newest : instruments of the policy library, as `newest_policies` chooses them.
    programme : rows of `status_figures`, in the order of PROGRAMME_FIGURES, those of low confidence left out.
    """

    counts: Mapping[str, Profile]
    by_model: pd.DataFrame
    by_country: pd.DataFrame
    programme: pd.DataFrame
    headlines: tuple[Headline, ...]
    newest: tuple[Policy, ...]


def overview(catalog: Catalog) -> Overview:
    """Summarise the catalogue for the overview page."""
    clusters = catalog.table("clusters")
    counted = {name: catalog.table(name) for name in COUNTED}
    counted["clusters"] = clusters[clusters["kind"] != COMPUTING]
    counted["links"] = drawn_links(catalog)
    figures = catalog.table("status_figures").set_index("figure_id", drop=False)
    chosen = figures.loc[[figure_id for figure_id in PROGRAMME_FIGURES if figure_id in figures.index]]
    return Overview(
        counts={name: profile(table) for name, table in counted.items()},
        by_model=clusters_by_model(clusters),
        by_country=clusters_by_country(clusters),
        programme=chosen[chosen["confidence"].isin(DEFAULT_CONFIDENCES)],
        headlines=headlines(catalog),
        newest=newest_policies(policies_of(catalog) if _POLICIES in {one.name for one in catalog.resources} else ()),
    )


def newest_policies(policies: Iterable[Policy]) -> tuple[Policy, ...]:
    """Return the newest instruments, newest first: those issued on a known day, none of low confidence.

    A row whose day is not of the year it began in says when it was looked up, not when it was issued.
    """
    dated = [
        one
        for one in policies
        if one.confidence in DEFAULT_CONFIDENCES
        and len(one.as_of) == _DAY
        and one.as_of.startswith(f"{one.year_start}-")
    ]
    return tuple(sorted(dated, key=lambda one: (one.as_of, one.policy_id), reverse=True)[:NEWEST])
