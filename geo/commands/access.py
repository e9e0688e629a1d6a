"""Verb `access`: who has signed in, which role they have, and the keys by which programs read."""

from __future__ import annotations

import argparse
import json

from geo.access.ledger import Ledger, shared_ledger
from geo.access.register import Key, Member
from geo.access.roles import ROLES

HELP = "list who has signed in, give roles, end sessions, make and revoke read-only keys"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what to do."""
    json_too = argparse.ArgumentParser(add_help=False)
    json_too.add_argument("--json", action="store_true", default=argparse.SUPPRESS, help=argparse.SUPPRESS)
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    actions.add_parser("people", parents=[json_too], help="list who has signed in, with their roles")
    role = actions.add_parser("role", parents=[json_too], help="give somebody a role")
    role.add_argument("person", metavar="PERSON", help="as `people` lists it: 32 letters and digits")
    role.add_argument("role", choices=(*ROLES, "claim"), help="claim = whatever the provider tells")
    end = actions.add_parser("end", parents=[json_too], help="end all sessions of somebody")
    end.add_argument("person", metavar="PERSON")
    actions.add_parser("keys", parents=[json_too], help="list the keys, revoked ones included")
    key = actions.add_parser("key", parents=[json_too], help="make a key; it is shown once")
    key.add_argument("name", metavar="NAME", help="whose it is, or what it is for")
    revoke = actions.add_parser("revoke", parents=[json_too], help="let a key hold no longer")
    revoke.add_argument("id", metavar="ID", help="as `keys` lists it")


def run(args: argparse.Namespace) -> int:
    """Do it, and print what is there or what was done."""
    told, lines = _done(args, shared_ledger())
    print(json.dumps({"ok": True} | told, ensure_ascii=False) if args.json else "\n".join(lines))
    return 0


def _done(args: argparse.Namespace, ledger: Ledger) -> tuple[dict[str, object], list[str]]:
    match args.action:
        case "people":
            people = ledger.members()
            return {"people": [_person(one) for one in people]}, [
                f"{one.person}  {one.role or one.claimed or 'viewer'}{'' if one.role else ' (claim)'}  "
                f"{one.last_at[:10]}  {one.name}"
                for one in people
            ]
        case "role":
            made = ledger.give(args.person, "" if args.role == "claim" else args.role, by=None)
            return {"person": _person(made)}, [f"{made.name}: {args.role}"]
        case "end":
            ledger.end_sessions(args.person, by=None)
            return {"person": args.person}, [f"{args.person}: sessions ended"]
        case "keys":
            keys = ledger.issued()
            return {"keys": [_key(one) for one in keys]}, [
                f"{one.key_id}  {'revoked ' + one.revoked_at[:10] if one.revoked_at else 'holds'}  "
                f"{one.used_on or 'never used'}  {one.name}"
                for one in keys
            ]
        case "key":
            token, made_key = ledger.make_key(args.name, by=None)
            return {"key": token, **_key(made_key)}, [token]
        case _:
            ledger.revoke_key(args.id, by=None)
            return {"id": args.id}, [f"{args.id}: revoked"]


def _person(one: Member) -> dict[str, object]:
    return {
        "person": one.person,
        "name": one.name,
        "role": one.role or None,
        "claimed": one.claimed or None,
        "first_at": one.first_at,
        "last_at": one.last_at,
    }


def _key(one: Key) -> dict[str, object]:
    return {
        "id": one.key_id,
        "name": one.name,
        "made_at": one.made_at,
        "used_on": one.used_on or None,
        "revoked_at": one.revoked_at or None,
    }
