"""Verb `published`: list, withdraw, restore or remove the layers that people have published."""

from __future__ import annotations

import argparse
import json

from geo.publication.register import Publication
from geo.publication.shelf import Proof, Shelf, shelf_of

HELP = "list the published layers, or withdraw, restore or remove one"
_DONE = {"withdraw": "withdrawn", "restore": "restored", "remove": "removed"}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what to do, and with which layer."""
    json_too = argparse.ArgumentParser(add_help=False)
    # After the action as well as before it; its absence must not undo the one before.
    json_too.add_argument("--json", action="store_true", default=argparse.SUPPRESS, help=argparse.SUPPRESS)
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    actions.add_parser("list", parents=[json_too], help="list all layers, withdrawn ones included")
    for name, words in (
        ("withdraw", "take a layer with all its versions out of sight"),
        ("restore", "show a withdrawn layer again"),
        ("remove", "delete a withdrawn layer and its files for good"),
    ):
        action = actions.add_parser(name, parents=[json_too], help=words)
        action.add_argument("id", metavar="ID", help="as `list` and links show it: ten letters and digits")


def run(args: argparse.Namespace) -> int:
    """Do it, and print what is there or what was done."""
    shelf = shelf_of()
    if args.action == "list":
        _list(shelf, as_json=args.json)
        return 0
    if args.action == "remove":
        shelf.remove(args.id)
    else:
        act = shelf.withdraw if args.action == "withdraw" else shelf.restore
        act(args.id, Proof(operator=True))
    if args.json:
        print(json.dumps({"ok": True, "id": args.id, "action": args.action}, ensure_ascii=False))
    else:
        print(f"{args.id}: {_DONE[args.action]}")
    return 0


def _list(shelf: Shelf, *, as_json: bool) -> None:
    found = shelf.everything()
    if as_json:
        told = {"ok": True, "bytes": shelf.size(), "publications": [_record(one) for one in found]}
        print(json.dumps(told, ensure_ascii=False))
        return
    for one in found:
        about = one.newest.about
        state = f"withdrawn {one.withdrawn_at[:10]} by {one.withdrawn_by}" if one.withdrawn_at else "published"
        declared = " (self-declared)" if one.owner.is_declared else f" ({one.owner.subject})"
        print(f"{one.publication_id}  v{one.newest.number}  {state}  {about.title}  {one.owner.name}{declared}")
    print(f"{len(found)} layers, {shelf.size() / 1e6:.1f} MB")


def _record(one: Publication) -> dict[str, object]:
    return {
        "id": one.publication_id,
        "owner": {"kind": one.owner.kind, "name": one.owner.name, "subject": one.owner.subject},
        "withdrawn_at": one.withdrawn_at or None,
        "withdrawn_by": one.withdrawn_by or None,
        "versions": [
            {
                "version": version.number,
                "title": version.about.title,
                "licence": version.about.licence_name,
                "source": version.about.source,
                "as_of": version.about.as_of,
                "confidence": version.about.confidence,
                "features": version.features,
                "bytes": version.bytes,
                "sha256": version.digest,
                "published_at": version.published_at,
            }
            for version in one.versions
        ],
    }
