"""Money of different countries in one currency: at market rates and at purchasing power of the figure's own year."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from geo.model import Figure, Text

if TYPE_CHECKING:
    import pandas as pd

_CURRENCY_LENGTH: Final = 3


@dataclass(frozen=True, slots=True)
class Macro:
    """What converts money.

    Attributes
    ----------
    rates : local currency per US dollar by (currency, year), annual averages.
    parities : (currency, local currency per international dollar) by (country code, year).
    """

    rates: Mapping[tuple[str, int], float] = field(default_factory=dict)
    parities: Mapping[tuple[str, int], tuple[str, float]] = field(default_factory=dict)


def macro_of(rates: pd.DataFrame, parities: pd.DataFrame) -> Macro:
    """Return what converts money from tables `exchange_rates` and `purchasing_power` (the IMF's column throughout)."""
    by_currency: dict[tuple[str, int], float] = {
        (str(row["currency"]), int(row["year"])): float(row["lcu_per_usd"]) for row in rates.to_dict("records")
    }
    known: Any = parities[parities["lcu_per_intl_usd_imf"].notna()]
    by_country = {
        (str(row["country"]), int(row["year"])): (str(row["currency"]), float(row["lcu_per_intl_usd_imf"]))
        for row in known.to_dict("records")
    }
    return Macro(by_currency, by_country)


def currency_of(unit: str) -> str:
    """Return the currency of a unit, "" for what is no money.

    Examples
    --------
    >>> currency_of("bn EUR"), currency_of("JPY"), currency_of("km2")
    ('EUR', 'JPY', '')
    """
    code = unit.removeprefix("bn ")
    return code if len(code) == _CURRENCY_LENGTH and code.isalpha() and code.isupper() else ""


def in_usd(figure: Figure, macro: Macro) -> float | None:
    """Return money in US dollars at the market rate of its year, in the scale of its unit; None without a rate."""
    currency, year = currency_of(figure.unit), figure.year
    if not currency or year is None:
        return None
    if currency == "USD":
        return figure.middle
    rate = macro.rates.get((currency, year))
    return figure.middle / rate if rate else None


def in_dollars(figure: Figure, usd: float) -> Figure:
    """Return a figure of money as one worked out in US dollars, in the scale of its unit."""
    is_billions = figure.unit.startswith("bn ")
    return dataclasses.replace(
        figure,
        low=usd,
        high=usd,
        text="",
        unit="bn USD" if is_billions else "USD",
        unit_name=Text("十亿美元", "bn USD") if is_billions else Text("美元", "USD"),
        qualifier="eq",
        computed=True,
    )


def in_international_usd(figure: Figure, country: str, macro: Macro) -> float | None:
    """Return money in international dollars (purchasing power of `country` in its year); None without a parity.

    Money that is not in the country's own currency is first turned into it at the market rate.
    """
    currency, year = currency_of(figure.unit), figure.year
    if not currency or year is None or (country, year) not in macro.parities:
        return None
    local, parity = macro.parities[country, year]
    if not parity:
        return None
    if currency == local:
        return figure.middle / parity
    dollars = in_usd(figure, macro)
    rate = 1.0 if local == "USD" else macro.rates.get((local, year))
    return dollars * rate / parity if dollars is not None and rate else None
