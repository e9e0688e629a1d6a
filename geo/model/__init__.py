"""The things of the field as frozen types, and its closed vocabularies: a noun a module. Nothing reads a file here."""

from geo.model.case import Case, Event
from geo.model.cell_fault import CellFault
from geo.model.cluster import Cluster
from geo.model.indicator import Figure, Indicator
from geo.model.link import Link
from geo.model.locality import Locality
from geo.model.organisation import Organisation, Tie
from geo.model.site import ComputingCluster, DemandRegion, Hub, Park, Site, StartArea
from geo.model.source import Source
from geo.model.sourced import Placed, Sourced
from geo.model.text import NO_TEXT, Text
from geo.model.unit import PlatformItem, Unit
from geo.model.vocabulary import (
    CLUSTER_KINDS,
    CLUSTER_MODELS,
    CONFIDENCES,
    COUNTRIES,
    DEFAULT_CONFIDENCES,
    EVIDENCE,
    LICENCE_NAMES,
    LICENCE_TERMS,
    LOAD_CLASSES,
    NO_MODEL,
    NO_SEGMENT,
    ORGANISATION_FAMILIES,
    ORGANISATION_KINDS,
    ORGANISATION_ROLES,
    POLICY_GROUPS,
    PRECISIONS,
    QUALIFIERS,
    READ_IN_PART,
    SEGMENTS,
    ClusterModel,
    Language,
)

__all__ = [
    "CLUSTER_KINDS",
    "CLUSTER_MODELS",
    "CONFIDENCES",
    "COUNTRIES",
    "DEFAULT_CONFIDENCES",
    "EVIDENCE",
    "LICENCE_NAMES",
    "LICENCE_TERMS",
    "LOAD_CLASSES",
    "NO_MODEL",
    "NO_SEGMENT",
    "NO_TEXT",
    "ORGANISATION_FAMILIES",
    "ORGANISATION_KINDS",
    "ORGANISATION_ROLES",
    "POLICY_GROUPS",
    "PRECISIONS",
    "QUALIFIERS",
    "READ_IN_PART",
    "SEGMENTS",
    "Case",
    "CellFault",
    "Cluster",
    "ClusterModel",
    "ComputingCluster",
    "DemandRegion",
    "Event",
    "Figure",
    "Hub",
    "Indicator",
    "Language",
    "Link",
    "Locality",
    "Organisation",
    "Park",
    "Placed",
    "PlatformItem",
    "Site",
    "Source",
    "Sourced",
    "StartArea",
    "Text",
    "Tie",
    "Unit",
]
