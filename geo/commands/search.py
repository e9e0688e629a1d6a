"""Verb `search`: search policies or organisations in Chinese or English."""

from __future__ import annotations

import argparse
import json
from typing import Any

from geo.catalog import load_catalog
from geo.language import LANGUAGES, translator
from geo.partners import kept_index, parties
from geo.policies.library import library
from geo.settings import settings

HELP = "search policies or organisations in Chinese or English"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the question, what is searched, the language of the answer and how many answers."""
    parser.add_argument("query", help="words in Chinese or English, or both")
    parser.add_argument("--in", dest="where", choices=("policies", "organisations"), default="policies")
    parser.add_argument("--language", choices=tuple(LANGUAGES), default="zh", help="of the names that are printed")
    parser.add_argument("--limit", type=int, default=20, help="most answers (default: %(default)s)")


def run(args: argparse.Namespace) -> int:
    """Print the answers, best first."""
    rows = (_policies if args.where == "policies" else _organisations)(args)
    if args.json:
        print(json.dumps({"rows": rows}, ensure_ascii=False))
        return 0
    for row in rows:
        print(f"{row['score']:>8.3f}  {row['id']}  {row['name']}")
    print(f"{len(rows)} answers.")
    return 0


def _policies(args: argparse.Namespace) -> list[dict[str, Any]]:
    found = library(load_catalog(settings()))
    t = translator(args.language)
    rows = []
    for answer in found.index.search(args.query, limit=max(0, args.limit)):
        one = found.policies[answer.key]
        rows.append(
            {
                "id": one.policy_id,
                "name": one.name.localised(args.language),
                "score": answer.score,
                "country": one.country,
                "instrument": one.instrument,
                "instrument_name": t(f"policy.instrument.{one.instrument}"),
                "year_start": one.year_start,
                "year_end": one.year_end,
                "clusters": list(one.clusters),
            }
        )
    return rows


def _organisations(args: argparse.Namespace) -> list[dict[str, Any]]:
    catalog = load_catalog(settings())
    known = parties.parties(catalog).every
    rows = []
    for answer in kept_index.index(catalog).search(args.query, limit=max(0, args.limit)):
        one = known[answer.key]
        rows.append(
            {
                "id": one.party_id,
                "name": one.name.localised(args.language),
                "score": answer.score,
                "register": one.register,
                "country": one.country,
                "cluster_id": one.cluster_id,
                "kind": one.kind,
            }
        )
    return rows
