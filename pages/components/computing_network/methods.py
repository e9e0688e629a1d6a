"""Methods: every constant of the latency models, how they were found, how they fare against other values."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import TYPE_CHECKING, Any

import streamlit as st

from geo.analysis.latency import KINDS, geodesic_km
from geo.catalog import Catalog, load_catalog
from geo.computing.network import Network
from geo.language import NO_VALUE, Translator, localised, number
from geo.settings import settings
from pages.components.computing_network.words import date, html_table, sources_of
from pages.components.frame import page_translator
from pages.components.literal import element, literal, section

if TYPE_CHECKING:
    import pandas as pd


def show(network: Network, *, key: str) -> None:
    """Show models, fit, constants, the published network figures and the checks."""
    t = page_translator()
    catalog = load_catalog(settings())
    with st.container(key=key):
        section(t("network.methods.title"), t("network.methods.note"))
        _models(network, catalog, t)
        _fit(network, t)
        _checks(network, catalog.table("rtt_measurements"), catalog, t)
        _facts(catalog, t)
        _constants(catalog, t)
        literal(t("network.methods.limits.title"), style="heading")
        for name in ("direction", "position", "border", "operators", "energy", "optimum"):
            literal(t(f"network.methods.limits.{name}"))


def _models(network: Network, catalog: Catalog, t: Translator) -> None:
    rows = []
    for kind in KINDS:
        model = network.models[kind]
        dates = [source.date for source in catalog.sources(model.source_ids) if source.date]
        lines = (model.estimate, model.low, model.high)
        rows.append(
            [
                escape(t(f"network.kind.{kind}")),
                *(
                    escape(
                        t(
                            "network.methods.line",
                            access=number(line.access_ms, t.language, digits=2),
                            factor=number(line.factor, t.language, digits=2),
                        )
                    )
                    for line in lines
                ),
                f"<small>{escape(t(f'network.methods.{kind}'))}</small>"
                + sources_of(model.source_ids, max(dates, default=""), "medium", catalog, t),
            ]
        )
    heads = [t(f"network.column.{name}") for name in ("model", "line", "low_line", "high_line", "basis")]
    st.html(
        element(t("network.methods.models"), style="heading") + element(t("network.methods.models.note"), style="note")
    )
    st.html(html_table(heads, rows, label=t("network.methods.models")))


def _fit(network: Network, t: Translator) -> None:
    fit, calibration = network.models.fit, network.models.calibration

    def say(value: float) -> str:
        return number(value, t.language, digits=2)

    literal(
        t(
            "network.methods.fit",
            rows=number(fit.rows, t.language),
            mae=say(fit.mae_ms),
            left_out=say(fit.left_out_mae_ms),
            low=say(fit.low_ratio),
            high=say(fit.high_ratio),
        )
    )
    literal(
        t(
            "network.methods.calibration",
            pairs=number(calibration.pairs, t.language),
            mean=say(calibration.mean_floor_ms),
            longest=say(calibration.longest_floor_ms),
        )
    )


def _checks(network: Network, measurements: pd.DataFrame, catalog: Catalog, t: Translator) -> None:
    rows = []
    for row in measurements[measurements["suggested_use"] == "check"].to_dict("records"):
        distance_km = geodesic_km(row["from_lon"], row["from_lat"], row["to_lon"], row["to_lat"])
        direction = "rtt" if row["direction"] == "rtt" else "one_way"
        kind = "internet" if row["measurement_kind"] == "reported" else "optical"
        floor_ms = network.models.floor_ms(distance_km)
        model = network.models[kind]
        rows.append(
            [
                escape(f"{localised(row, 'from', t.language)} – {localised(row, 'to', t.language)}"),
                escape(t(f"network.methods.direction.{row['direction']}")),
                escape(_published(row, t)),
                escape(number(float(model.estimate.at(floor_ms, direction=direction)), t.language, digits=1)),
                escape(number(float(network.models.floor_ms(distance_km, direction=direction)), t.language, digits=2)),
                escape(t(f"network.kind.{kind}")),
                f"<small>{escape(localised(row, 'note', t.language))}</small>"
                + sources_of(row["source_ids"], row["as_of"], row["confidence"], catalog, t),
            ]
        )
    heads = [
        t(f"network.column.{name}")
        for name in ("pair", "direction", "published_ms", "model_ms", "floor", "model", "basis")
    ]
    section(t("network.methods.checks"), t("network.methods.checks.note"))
    st.html(html_table(heads, rows, label=t("network.methods.checks")))


def _published(row: Mapping[Any, Any], t: Translator) -> str:
    low, high = (number(row[bound], t.language) for bound in ("value_low", "value_high"))
    return t(f"term.qualifier.{row['qualifier']}", value=low if low != NO_VALUE else high, high=high)


def _facts(catalog: Catalog, t: Translator) -> None:
    rows = [
        [
            escape(localised(row, "topic", t.language)),
            escape(localised(row, "value", t.language)),
            escape(t(f"network.methods.direction.{row['direction']}")),
            escape(localised(row, "scope", t.language)),
            date(row["date"]),
            f"<small>{escape(localised(row, 'note', t.language))}</small>"
            + sources_of(row["source_ids"], row["as_of"], row["confidence"], catalog, t),
        ]
        for row in catalog.table("network_facts").to_dict("records")
    ]
    heads = [t(f"network.column.{name}") for name in ("figure", "value", "direction", "scope", "as_of", "basis")]
    section(t("network.methods.facts"), t("network.methods.facts.note"))
    st.html(html_table(heads, rows, label=t("network.methods.facts")))


def _constants(catalog: Catalog, t: Translator) -> None:
    rows = [
        [
            escape(localised(row, "parameter", t.language)),
            f"<code>{escape(row['expression'])}</code>" if row["expression"] else "",
            escape(_published(row, t)) if row["qualifier"] else "",
            escape(row["unit"]),
            escape(t(f"network.methods.direction.{row['direction']}")),
            f"<small>{escape(localised(row, 'basis', t.language))} {escape(localised(row, 'note', t.language))}</small>"
            + sources_of(row["source_ids"], row["as_of"], row["confidence"], catalog, t),
        ]
        for row in catalog.table("latency_constants").to_dict("records")
    ]
    heads = [t(f"network.column.{name}") for name in ("constant", "expression", "value", "unit", "direction", "basis")]
    section(t("network.methods.constants"), t("network.methods.constants.note"))
    st.html(html_table(heads, rows, label=t("network.methods.constants")))
