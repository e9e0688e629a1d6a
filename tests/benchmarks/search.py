"""Full text search: 5,000 policies and 100,000 organisations, both made up (synthetic), asked in both languages.

Synthetic documents repeat the words of the real ones in new combinations, so that words are as frequent as they are
there; nothing of them is ever shown to anybody.
"""

from __future__ import annotations

import random
import statistics
import time
from collections.abc import Sequence
from typing import Any, Final

from geo.catalog import load_catalog
from geo.partners import parties
from geo.policies.library import WEIGHTS, policies_of
from geo.searching.index import Document, Index

POLICIES: Final = 5_000
ORGANISATIONS: Final = 100_000
ASKED: Final = (
    "人工智能",
    "算力补贴",
    "AI policy Beijing",
    "税收 日本",
    "semiconductor Taiwan",
    "shenzen",
    "人工只能",
    "工信部 中小企业集群",
    "tax relief R&D 2023",
    "software",
)
REPEATS: Final = 3
_LIMIT_MS: Final = 150.0


def measure() -> dict[str, Any]:
    """Return build seconds and the milliseconds of the median and slowest question, for both kinds."""
    rng = random.Random(1)  # noqa: S311 - the same documents every time
    return {
        "synthetic": True,
        "limit_ms": _LIMIT_MS,
        "policies": _timed(_policies(rng), WEIGHTS),
        "organisations": _timed(_organisations(rng), parties.WEIGHTS),
    }


def _timed(documents: Sequence[Document], weights: dict[str, float]) -> dict[str, Any]:
    began = time.perf_counter()
    index = Index(documents, weights=weights, name="name")
    built = time.perf_counter()
    times: dict[str, float] = {}
    index.search("warm shenzen 人工只能")
    for asked in ASKED:
        took = []
        for _ in range(REPEATS):
            start = time.perf_counter()
            index.search(asked, limit=20)
            took.append(1000 * (time.perf_counter() - start))
        times[asked] = round(statistics.median(took), 1)
    return {
        "documents": len(documents),
        "build_s": round(built - began, 2),
        "median_ms": statistics.median(times.values()),
        "slowest_ms": max(times.values()),
        "within": max(times.values()) <= _LIMIT_MS,
        "questions_ms": times,
    }


def _policies(rng: random.Random) -> list[Document]:
    real = policies_of(load_catalog())
    found = []
    for number in range(POLICIES):
        one, two, three = (rng.choice(real) for _ in range(3))
        found.append(
            Document(
                f"synthetic-{number}",
                {
                    "name": (f"{one.name.zh}{number}", f"{one.name.en} {number}"),
                    "alias": (two.issuer.zh, two.issuer.en, str(rng.randint(1980, 2026))),
                    "class": (two.instrument,),
                    "summary": (three.summary.zh, three.summary.en),
                },
            )
        )
    return found


def _organisations(rng: random.Random) -> list[Document]:
    real = list(parties.parties(load_catalog()).every.values())
    words = [word for one in real for word in (one.name.en or one.name.zh).split()]
    found = []
    for number in range(ORGANISATIONS):
        one = rng.choice(real)
        name = " ".join(rng.choice(words) for _ in range(3))
        found.append(
            Document(
                f"synthetic-{number}",
                {
                    "name": (name, one.name.zh),
                    "alias": (one.city, *one.tickers),
                    "class": (one.industry, one.group, one.country),
                },
            )
        )
    return found
