"""Turns rows on screen into a table for people: names, registry words and units in their language."""

from __future__ import annotations

import pandas as pd

from geo.catalog import Catalog
from geo.language import Translator, country_name
from geo.model import NO_MODEL


def readable(frame: pd.DataFrame, table: str, catalog: Catalog, t: Translator) -> pd.DataFrame:
    """Return `frame` (rows of `geo.maps.screen.rows_on_screen`) with titled columns in the translator's language."""
    columns = {
        "organisations": _organisations,
        "clusters": _clusters,
        "computing": _computing,
        "links": _links,
    }[table](frame, catalog, t)
    return pd.DataFrame({t(f"map.column.{name}"): values for name, values in columns.items()}).reset_index(drop=True)


def _terms(values: pd.Series, family: str, t: Translator) -> pd.Series:
    return values.map({key: t(f"term.{family}.{key}") for key in values.unique()})


def _countries(values: pd.Series, t: Translator) -> pd.Series:
    return values.map({code: country_name(code, t.language) for code in values.unique()})


def _places(frame: pd.DataFrame) -> dict[str, pd.Series]:
    return {
        "lon": frame["lon"].astype(float).round(4),
        "lat": frame["lat"].astype(float).round(4),
        "uncertainty_m": frame["uncertainty_m"].astype("Int64"),
    }


def _organisations(frame: pd.DataFrame, catalog: Catalog, t: Translator) -> dict[str, pd.Series]:
    clusters = catalog.table("clusters").set_index("cluster_id")[f"name_{t.language}"]
    return {
        "name": frame[f"name_{t.language}"],
        "cluster": frame["cluster_id"].map(clusters),
        "model": _terms(frame["model"], "model", t),
        "kind": _terms(frame["kind"], "kind", t),
        "segment": _terms(frame["segment"], "segment", t),
        "country": _countries(frame["country"], t),
        "founded_year": frame["founded_year"].astype("Int64").astype("string").fillna(""),
        "confidence": _terms(frame["confidence"], "confidence", t),
        "precision": _terms(frame["precision"], "precision", t),
        **_places(frame),
    }


def _clusters(frame: pd.DataFrame, catalog: Catalog, t: Translator) -> dict[str, pd.Series]:
    counts = catalog.table("organisations")["cluster_id"].value_counts()
    return {
        "name": frame[f"name_{t.language}"],
        "model": _terms(frame["model"].replace("", NO_MODEL), "model", t),
        "country": _countries(frame["country"], t),
        "organisations": frame["cluster_id"].map(counts).fillna(0).astype("Int64"),
        "confidence": _terms(frame["confidence"], "confidence", t),
        **_places(frame),
    }


def _computing(frame: pd.DataFrame, catalog: Catalog, t: Translator) -> dict[str, pd.Series]:
    hubs = catalog.table("hubs").set_index("hub_id")[f"name_{t.language}"]
    return {
        "name": frame[f"name_{t.language}"],
        "hub": frame["hub_id"].map(hubs),
        "policy_group": _terms(frame["policy_group"], "policy_group", t),
        "confidence": _terms(frame["confidence"], "confidence", t),
        **_places(frame),
    }


def _links(frame: pd.DataFrame, _catalog: Catalog, t: Translator) -> dict[str, pd.Series]:
    return {
        "demand": frame[f"from_name_{t.language}"],
        "supply": frame[f"to_name_{t.language}"],
        "load": _terms(frame["load_class"], "load", t),
        "evidence": _terms(frame["evidence"], "evidence", t),
        "statement": frame[f"statement_{t.language}"],
        "date": frame["date"],
        "confidence": _terms(frame["confidence"], "confidence", t),
    }
