"""Families of message keys: registries whose every key has words in the catalogues, ``<family>.<key>``.

Code that looks up a word by a registry's key writes ``t(f"term.model.{key}")``; the test of the catalogues knows from
here which keys such a look-up can ask for.
"""

from __future__ import annotations

from typing import Final

from geo import model
from geo.errors import HTTP_STATUS
from geo.language import COUNTRY_TERMS

FAMILIES: Final[dict[str, tuple[str, ...]]] = {
    "error": tuple(fault.code for fault in HTTP_STATUS),
    "term.cluster_kind": model.CLUSTER_KINDS,
    "term.confidence": model.CONFIDENCES,
    "term.country": COUNTRY_TERMS,
    "term.evidence": model.EVIDENCE,
    "term.family": tuple(dict.fromkeys(model.ORGANISATION_FAMILIES.values())),
    "term.kind": model.ORGANISATION_KINDS,
    "term.load": model.LOAD_CLASSES,
    "term.model": (*model.CLUSTER_MODELS, model.NO_MODEL),
    "term.policy_group": model.POLICY_GROUPS,
    "term.precision": model.PRECISIONS,
    "term.qualifier": model.QUALIFIERS,
    "term.role": model.ORGANISATION_ROLES,
    "term.segment": (*model.SEGMENTS, model.NO_SEGMENT),
}
"""Prefix of the keys -> the registry's keys."""
