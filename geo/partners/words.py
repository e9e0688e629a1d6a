"""Organisations, classes and reasons in words."""

from __future__ import annotations

from geo.catalog import Catalog
from geo.language import Translator, country_name, number
from geo.model import Cluster
from geo.partners.matching import Part
from geo.partners.parties import LISTED, OWN, Party, industry_name


def name_of(one: Party, t: Translator) -> str:
    """Return an organisation's name."""
    return one.name.localised(t.language)


def class_name(code: str, t: Translator) -> str:
    """Return the name of a class or ability."""
    return t(f"partner.class.{code}")


def facts(one: Party, catalog: Catalog, t: Translator) -> str:
    """Return in one line what an organisation is: its kind, class, cluster or city, and country."""
    cluster = catalog.every(Cluster).get(one.cluster_id)
    parts = [t(f"term.kind.{one.kind}")]
    if one.is_lead:
        parts.append(t("term.role.lead"))
    if one.group:
        parts.append(class_name(one.group, t))
    elif one.industry:
        parts.append(industry_name(one.industry, t.language))
    parts.append(cluster.short.localised(t.language) if cluster else one.city)
    parts.append(country_name(one.country, t.language) if one.country else "")
    if one.register == OWN:
        parts.append(t("partner.own.mark"))
    if one.register == LISTED:
        parts.append(t("partner.listed"))
    return t("partner.dot").join(part for part in parts if part)


def reason(part: Part, t: Translator) -> str:
    """Return the sentence that explains one part of a score."""
    names = [class_name(code, t) for code in part.codes]
    if part.reason == "distance":
        return t("partner.reason.distance", km=number(part.amount, t.language, digits=0))
    if part.reason == "need_met":
        return t(
            "partner.reason.need_met",
            met=number(len(names), t.language),
            all=number(part.amount, t.language, digits=0),
            classes=t("card.list.separator").join(names),
        )
    values = dict(zip(("first", "second"), names, strict=False))
    return t(f"partner.reason.{part.reason}", **values)
