"""The registries of the field: cluster models, kinds, segments, confidence and the other closed vocabularies.

Keys are what data files, URLs and tiles carry; the words people read are in the message catalogues under
``term.<registry>.<key>``. Nothing here reads a file or draws anything.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

Language = Literal["zh", "en"]


@dataclass(frozen=True, slots=True)
class ClusterModel:
    """One of the four development models of digital-industry clusters; how it is drawn stands in geo.signs.

    Attributes
    ----------
    key : id used in data and URLs.
    exemplar : cluster_id of the case the model is explained with.
    """

    key: str
    exemplar: str


# The four models and their exemplars are those of the source article (CCID, 2024-01-09).
CLUSTER_MODELS: Final[dict[str, ClusterModel]] = {
    model.key: model
    for model in (
        ClusterModel("technology_innovation", "tsukuba"),
        ClusterModel("digital_industrialisation", "silicon_valley"),
        ClusterModel("industry_digitalisation", "ruhr"),
        ClusterModel("platform_aggregation", "microsoft_cloud"),
    )
}
NO_MODEL: Final = "none"  # filter key of clusters that carry none of the four

CLUSTER_KINDS: Final = ("industrial", "platform", "computing")
# Which family of marker an organisation gets: firms, research bodies, or facilities and supporting bodies.
ORGANISATION_FAMILIES: Final[dict[str, str]] = {
    "firm": "firm",
    "platform": "firm",
    "partner": "firm",
    "investor": "support",
    "support_body": "support",
    "university": "research",
    "institute": "research",
    "lab": "research",
    "data_centre": "facility",
    "cloud_region": "facility",
}
ORGANISATION_KINDS: Final = tuple(ORGANISATION_FAMILIES)
ORGANISATION_ROLES: Final = ("lead", "member", "research", "service", "investor")
# Major groups of the Statistical Classification of the Digital Economy and its Core Industries (NBS order 33, 2021),
# and a class of our own for bodies the classification has no group for.
SEGMENTS: Final = ("01", "02", "03", "04", "05", "research_support")
NO_SEGMENT: Final = "none"
CONFIDENCES: Final = ("high", "medium", "low")
DEFAULT_CONFIDENCES: Final = ("high", "medium")  # values of low confidence are shown only on demand
PRECISIONS: Final = ("building", "campus", "park", "postcode", "district", "city", "derived", "nominal")
COUNTRIES: Final = (
    "CN",
    "CN-TW",
    "CN-HK",
    "JP",
    "DE",
    "US",
)  # those with clusters come first; see the catalogue for all
LOAD_CLASSES: Final = ("real_time", "non_real_time", "general")
EVIDENCE: Final = ("official", "reported")
POLICY_GROUPS: Final = ("user_dense", "renewable_rich")
# Terms of sources: our own words for what was taken where no licence is named, and licences by their proper names.
LICENCE_TERMS: Final = ("facts_only", "quotation_only", "none_stated", "none_needed", "public_domain", "tianditu")
LICENCE_NAMES: Final = (
    "CC BY 4.0",
    "CC BY-SA",
    "GeoNutzV",
    "ISC",
    "MIT",
    "ODC-PDDL 1.0",
    "ODbL 1.0",
    "OGL v3",
    "Unicode License v3",
    "dl-de/by-2-0",
    "国土数値情報利用約款",
)
READ_IN_PART: Final = ("excerpt", "copy")  # values of `sources.seen` that readers are told of
QUALIFIERS: Final = ("eq", "approx", "gt", "ge", "lt", "range")  # how a published figure is meant
