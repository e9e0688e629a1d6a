"""Data catalogue: every dataset with its licence, provenance, freshness, confidence, preview and downloads."""

import streamlit as st

from geo.catalog import Catalog, load_catalog
from geo.language import Translator
from geo.settings import settings
from pages.components.boundary import show_notice
from pages.components.catalog import dataset, permalink, published, search
from pages.components.frame import page_translator
from pages.components.literal import literal, literal_label, section

PARAMETER = "dataset"
CHOICE = "catalog_dataset"


def choose(catalog: Catalog, t: Translator) -> str:
    """Show the list of datasets and return the name of the one to show; the address holds the choice."""
    resources = {resource.name: resource for resource in catalog.resources}
    name, unknown = permalink.choice(PARAMETER, list(resources))
    if unknown:
        show_notice(t("catalog.unknown", asked=unknown, shown=resources[name].title.localised(t.language)))
    st.session_state[CHOICE] = name
    return st.radio(
        t("catalog.choose"),
        list(resources),
        format_func=lambda key: literal_label(resources[key].title.localised(t.language)),
        key=CHOICE,
        on_change=permalink.keep,
        args=(PARAMETER, CHOICE),
    )


def show() -> None:
    """Show the page."""
    t = page_translator()
    catalog = load_catalog(settings())
    section(t("catalog.title"), t("catalog.lead"), level="title")
    if not catalog.resources:
        literal(t("catalog.empty"))
        return
    search.show_contents(catalog, t)
    query = search.show(catalog, t, parameter=PARAMETER, choice=CHOICE)
    index, detail = st.columns([1, 3], gap="medium")
    with index, st.container(key="obs_dataset_index"):
        name = choose(catalog, t)
    with detail:
        resource = catalog.resource(name)
        if resource.is_table:
            dataset.show_table(catalog, resource, t, query=query)
        elif resource.is_columnar:
            dataset.show_columnar(catalog, resource, t)
        else:
            dataset.show_boundaries(catalog, resource, t)
    published.show(t, key="catalog_published")


show()
