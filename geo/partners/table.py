"""The organisations found as a table for download: names in one language, plain numbers, ids and sources."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

from geo.catalog import Catalog
from geo.language import Translator, country_name
from geo.model import Cluster
from geo.partners.matching import MOST, Match
from geo.partners.parties import industry_name
from geo.partners.words import class_name, name_of, reason

if TYPE_CHECKING:
    import pandas as pd

LIMIT: Final = 200
"""Organisations of a download; the page shows the first of them."""
COLUMNS: Final = (
    "name", "id", "kind", "class", "cluster", "city", "country", "score", *MOST, "why", "lon", "lat", "precision",
    "register", "as_of", "confidence", "source_ids",
)  # fmt: skip


def match_table(matches: Iterable[Match], catalog: Catalog, t: Translator) -> pd.DataFrame:
    """Return one row for each organisation, best first; a score is empty where only names were searched."""
    import pandas as pd

    clusters = catalog.every(Cluster)
    rows = []
    for match in matches:
        one = match.party
        cluster = clusters.get(one.cluster_id)
        points = {part.key: part.points for part in match.parts}
        industry = industry_name(one.industry, t.language) if one.industry else ""
        rows.append(
            (
                name_of(one, t),
                one.party_id,
                t(f"term.kind.{one.kind}"),
                class_name(one.group, t) if one.group else industry,
                cluster.name.localised(t.language) if cluster else "",
                one.city,
                country_name(one.country, t.language) if one.country else "",
                match.score if match.parts else None,
                *(points.get(key) for key in MOST),
                " ".join(reason(part, t) for part in match.parts),
                one.lon,
                one.lat,
                t(f"term.precision.{one.precision}") if one.precision else "",
                t(f"partner.register.{one.register}"),
                one.as_of,
                t(f"term.confidence.{one.confidence}") if one.confidence else "",
                ";".join(one.source_ids),
            )
        )
    heads = [t(f"partner.part.{name}" if name in MOST else f"partner.column.{name}") for name in COLUMNS]
    return pd.DataFrame(rows, columns=heads)
