"""The instruments shown as a table for download: names in one language, periods, money, clusters and sources."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

from geo.catalog import Catalog
from geo.language import Translator, country_name
from geo.model import Cluster
from geo.policies.library import Policy

if TYPE_CHECKING:
    import pandas as pd

COLUMNS: Final = (
    "name", "id", "instrument", "head", "country", "issuer", "place", "year_start", "year_end", "money", "clusters",
    "summary", "as_of", "confidence", "source_ids",
)  # fmt: skip


def policy_table(policies: Iterable[Policy], catalog: Catalog, t: Translator) -> pd.DataFrame:
    """Return one row for each instrument, in the order given; years that are not stated are empty."""
    import pandas as pd

    clusters = catalog.every(Cluster)
    rows = [
        (
            one.name.localised(t.language),
            one.policy_id,
            t(f"policy.instrument.{one.instrument}"),
            t(f"policy.head.{one.head}"),
            country_name(one.country, t.language),
            one.issuer.localised(t.language),
            one.place.localised(t.language),
            one.year_start,
            one.year_end,
            one.budget(t.language),
            t("card.list.separator").join(
                clusters[key].name.localised(t.language) for key in one.clusters if key in clusters
            ),
            one.summary.localised(t.language),
            one.as_of,
            t(f"term.confidence.{one.confidence}"),
            ";".join(one.source_ids),
        )
        for one in policies
    ]
    return pd.DataFrame(rows, columns=[t(f"policy.column.{name}") for name in COLUMNS], dtype=object)
