"""Template for statistics of one's own: an example table, what its columns mean, and codes that are understood."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from geo.catalog.package import Catalog
from geo.language import Translator
from geo.statistics.regions import regions_of

if TYPE_CHECKING:
    import pandas as pd

YEARS: Final = (2022, 2023)
_REGIONS: Final = ("440300", "330100", "420100")
_INDUSTRIES: Final = ("39", "63", "64", "65")
_EXAMPLE: Final = ("region_code", "region", "industry_code", "industry", "period", "jobs", "establishments")
COLUMNS: Final = (*_EXAMPLE, "value_added", "wages", "rse_pct")
"""Columns that the notes explain; texts are `rating.own.template.help.<column>`."""


def example(catalog: Catalog, t: Translator) -> pd.DataFrame:
    """Return the example: three cities by the four digital divisions of GB/T 4754 and the total, two years.

    The figures are 1, 2, 3 ...: places to write in, that nobody takes for statistics.
    """
    import pandas as pd

    known = regions_of(catalog, "cn_city")
    trades = _trades(catalog, t.language)
    rows: list[tuple[object, ...]] = []
    for code in _REGIONS:
        name = known[code].name.localised(t.language) if code in known else code
        for industry in (*_INDUSTRIES, ""):
            label = trades.get(industry, "") or t("rating.own.template.total")
            place = len(rows) + (1 if industry else 1000)  # a total is larger than its parts
            rows += [(code, name, industry, label, year, place + at, at + 1) for at, year in enumerate(YEARS)]
    return pd.DataFrame(rows, columns=[t(f"rating.own.role.{name}") for name in _EXAMPLE])


def sheets(catalog: Catalog, t: Translator) -> Mapping[str, pd.DataFrame]:
    """Return the workbook's sheets: the example, notes, codes of the digital economy, regions."""
    import pandas as pd

    groups = catalog.table("digital_industries")
    groups = groups[groups["scheme"].isin(["gbt4754", "nace2", "isic4", "naics2017"])]
    known = sorted(regions_of(catalog, "cn_city").values(), key=lambda one: one.code)
    what, how = t("rating.own.template.column"), t("rating.own.template.meaning")
    return {
        t("rating.own.template.sheet.data"): example(catalog, t),
        t("rating.own.template.sheet.notes"): pd.DataFrame(
            {
                what: [t(f"rating.own.role.{name}") for name in COLUMNS],
                how: [t(f"rating.own.template.help.{name}") for name in COLUMNS],
            }
        ),
        t("rating.own.template.sheet.codes"): pd.DataFrame(
            {
                t("rating.own.template.scheme"): [t(f"rating.own.scheme.{one}") for one in groups["scheme"]],
                t("rating.own.role.industry_code"): groups["code"].to_numpy(),
                t("rating.own.template.group"): groups["digital_group"].to_numpy(),
                t("rating.own.role.industry"): groups[f"reason_{t.language}"].to_numpy(),
            }
        ),
        t("rating.own.template.sheet.regions"): pd.DataFrame(
            {
                t("rating.own.role.region_code"): [one.code for one in known],
                t("rating.own.role.region"): [one.name.localised(t.language) for one in known],
            }
        ),
    }


def _trades(catalog: Catalog, language: str) -> dict[str, str]:
    table = catalog.table("digital_industries")
    table = table[table["scheme"] == "gbt4754"]
    cut = {"zh": "，整个大类", "en": ", the whole division"}[language]
    return {
        code: str(text).partition(cut)[0] for code, text in zip(table["code"], table[f"reason_{language}"], strict=True)
    }
