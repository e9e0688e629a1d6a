"""Everything the overview shows, from the catalogue in one call."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from geo.analysis.summary import COMPUTING, Profile, clusters_by_country, clusters_by_model, profile
from geo.comparison.headlines import Headline, headlines
from geo.maps.screen import drawn_links
from geo.model import DEFAULT_CONFIDENCES

if TYPE_CHECKING:
    import pandas as pd

    from geo.catalog import Catalog

COUNTED: Final = ("clusters", "organisations", "hubs", "computing_clusters", "links", "sources")
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
    programme : rows of `status_figures`, in the order of PROGRAMME_FIGURES, those of low confidence left out.
    """

    counts: Mapping[str, Profile]
    by_model: pd.DataFrame
    by_country: pd.DataFrame
    programme: pd.DataFrame
    headlines: tuple[Headline, ...]


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
    )
