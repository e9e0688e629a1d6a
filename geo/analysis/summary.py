"""Counts and shares that describe the catalogue: key figures, clusters by model and country, quality of a table.

Pure functions on frames; nothing here reads a file.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from geo.model import CLUSTER_MODELS, CONFIDENCES, DEFAULT_CONFIDENCES, NO_MODEL

if TYPE_CHECKING:
    import pandas as pd

COMPUTING: Final = "computing"  # the cluster kind that stands outside the four models


@dataclass(frozen=True, slots=True)
class Profile:
    """Quality of one table.

    Attributes
    ----------
    rows : number of records.
    as_of_first, as_of_last : oldest and newest `as_of` of its rows, ISO dates; empty if none is given.
    confidence : rows of each of CONFIDENCES, in that order; rows without one are not counted.
    source_ids : the sources cited, those cited by most rows first.
    """

    rows: int
    as_of_first: str
    as_of_last: str
    confidence: tuple[tuple[str, int], ...]
    source_ids: tuple[str, ...]


def profile(table: pd.DataFrame) -> Profile:
    """Describe the freshness, confidence and sources of a catalogue table.

    Parameters
    ----------
    table : any table of the catalogue; its columns `as_of`, `confidence` and `source_ids` (joined by ``;``) are read.

    Examples
    --------
    >>> import pandas as pd
    >>> rows = {"as_of": ["2024-03", "2023"], "confidence": ["high", "low"], "source_ids": ["a;b", "a"]}
    >>> found = profile(pd.DataFrame(rows))
    >>> found.as_of_first, found.as_of_last, found.source_ids
    ('2023', '2024-03', ('a', 'b'))
    """
    dates = [date for date in table["as_of"] if date]
    cited = Counter(part for cell in table["source_ids"] for part in cell.split(";") if part)
    return Profile(
        rows=len(table),
        as_of_first=min(dates, default=""),
        as_of_last=max(dates, default=""),
        confidence=tuple((key, int((table["confidence"] == key).sum())) for key in CONFIDENCES),
        source_ids=tuple(source_id for source_id, _ in cited.most_common()),
    )


def clusters_by_model(clusters: pd.DataFrame) -> pd.DataFrame:
    """Count clusters by development model, apart from computing clusters, which carry none.

    Parameters
    ----------
    clusters : columns `kind`, `model` (empty where none is given) and `model_confidence`.

    Returns
    -------
    DataFrame
        Columns `model` (keys of CLUSTER_MODELS, then NO_MODEL), `settled` (high or medium confidence in the model)
        and `tentative`; one row for every model, zero counts included.
    """
    counted = _outside_computing(clusters)
    keys = [*CLUSTER_MODELS, NO_MODEL]
    settled = counted["model_confidence"].isin(DEFAULT_CONFIDENCES) | (counted["model"] == NO_MODEL)
    return _frame(
        {
            "model": keys,
            "settled": [int((settled & (counted["model"] == key)).sum()) for key in keys],
            "tentative": [int((~settled & (counted["model"] == key)).sum()) for key in keys],
        }
    )


def clusters_by_country(clusters: pd.DataFrame) -> pd.DataFrame:
    """Count clusters by country and model, apart from computing clusters.

    Returns
    -------
    DataFrame
        Columns `country` and one count column for each key of CLUSTER_MODELS and NO_MODEL; the country with most
        clusters first, equal ones by code.
    """
    counted = _outside_computing(clusters)
    keys = [*CLUSTER_MODELS, NO_MODEL]
    totals = Counter(counted["country"])
    countries = sorted(totals, key=lambda code: (-totals[code], code))
    columns: dict[str, Sequence[object]] = {"country": countries}
    for key in keys:
        of_model = Counter(counted.loc[counted["model"] == key, "country"])
        columns[key] = [of_model[code] for code in countries]
    return _frame(columns)


def _outside_computing(clusters: pd.DataFrame) -> pd.DataFrame:
    kept = clusters[clusters["kind"] != COMPUTING]
    return kept.assign(model=kept["model"].where(kept["model"] != "", NO_MODEL))


def _frame(columns: Mapping[str, Sequence[object]]) -> pd.DataFrame:
    import pandas as pd

    return pd.DataFrame(columns)
