"""`python -m geo VERB`: the observatory's functions for scripts and machines.

Every module of `geo.commands` is a verb: it has HELP, add_arguments(parser) and run(args) -> exit status.
"""

from __future__ import annotations

import argparse
import importlib
import json
import os
import pkgutil
import sys

from geo import __version__, commands
from geo.errors import ObservatoryError


def build_parser(only: str = "") -> argparse.ArgumentParser:
    """Return the parser with one sub-command per module of geo.commands, each with --json.

    Parameters
    ----------
    only : the verb that is asked for: what the others need, a second and a half of imports, is left alone. Where it is
        none of them, all are there, as the list of verbs and the message about an unknown one need them.
    """
    parser = argparse.ArgumentParser(prog="python -m geo", description=__doc__.splitlines()[0])
    parser.add_argument("--version", action="version", version=__version__)
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="VERB")
    names = [found.name for found in pkgutil.iter_modules(commands.__path__)]
    for name in [only] if only in names else names:
        module = importlib.import_module(f"geo.commands.{name}")
        verb = verbs.add_parser(name, help=module.HELP, description=module.HELP)
        verb.add_argument("--json", action="store_true", help="print one JSON object for machines")
        module.add_arguments(verb)
        verb.set_defaults(run=module.run)
    return parser


def main(argv: list[str] | None = None) -> int:
    """Run one verb; an expected fault becomes one clear line (or JSON) and exit status 1."""
    words = sys.argv[1:] if argv is None else argv
    args = build_parser(words[0] if words else "").parse_args(words)
    try:
        status = int(args.run(args))
        sys.stdout.flush()
        return status
    except BrokenPipeError:  # whoever read the output has seen enough; nothing is left to be flushed at the end
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except ObservatoryError as fault:
        return _refused(args, fault.code, fault.message)
    except OSError as fault:  # a file or folder that is not there, may not be written, a full disk
        return _refused(args, "file", f"{fault.filename or 'A file'} cannot be used ({fault.strerror or fault}).")


def _refused(args: argparse.Namespace, code: str, message: str) -> int:
    if args.json:
        print(json.dumps({"ok": False, "error": code, "message": message}, ensure_ascii=False))
    else:
        print(f"{args.verb}: {message}", file=sys.stderr)
    return 1


if __name__ == "__main__":
    raise SystemExit(main())
