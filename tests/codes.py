"""The codes of the catalogue's tables, as the texts call them."""

from __future__ import annotations

from geo.catalog import load_catalog
from geo.catalog.codes import COUNTRIES, SYMBOLS, code_key, is_coded
from geo.partners.parties import industries, slug


def catalogue_codes() -> list[str]:
    """Return every code that the tables hold or may hold, as the texts call it."""
    catalog = load_catalog()
    found = {"yes", "no"}
    for resource in catalog.resources:
        found |= {field.unit for field in resource.fields if field.unit}
        if not resource.is_table:
            continue
        table = catalog.table(resource.name)
        for field in resource.fields:
            if not is_coded(field) or field.name in COUNTRIES:
                continue
            held = {part for cell in table[field.name].dropna().astype(str) for part in cell.split(";")}
            found |= {one for one in {*field.enum, *held} if one and not one.replace(".", "").isdigit()}
            if field.type == "string":
                found |= {one for one in {*field.enum, *held} if one.isdigit()}
    return sorted({code_key(one) for one in found - SYMBOLS})


def listed_industries() -> list[str]:
    """Return the industries of the register of listed firms, as the texts call them."""
    return [slug(industry) for industry in industries(load_catalog())]
