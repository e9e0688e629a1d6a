"""Verb `serve`: several processes behind one address."""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tomllib
from dataclasses import asdict
from typing import NoReturn

from geo.serving import caddy, crew
from geo.serving.caddy import Front
from geo.settings import ROOT, front_files

HELP = "serve the observatory by several processes behind one address"


def _workers(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= crew.MOST:
        raise argparse.ArgumentTypeError(f"{text!r} is no whole number from 1 to {crew.MOST}")
    return int(text)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add how many, and where."""
    parser.add_argument("--workers", type=_workers, default=2, help="processes that run pages (default: 2)")
    parser.add_argument("--host", default="127.0.0.1", help="address to listen at (default: 127.0.0.1)")
    parser.add_argument("--port", type=int, default=8501, help="port to listen at (default: 8501)")
    parser.add_argument("--base", help="path below which it is served (default: Streamlit's server.baseUrlPath)")


def run(args: argparse.Namespace) -> NoReturn:
    """Serve until interrupted or asked to end."""
    files = front_files()
    base = _base() if args.base is None else args.base
    front = Front(args.host, args.port, _path(base), files.certificate, files.key)
    caddy.program()  # told before anything is started
    subprocess.run([sys.executable, "-m", "geo", "prepare"], cwd=ROOT, stdout=subprocess.DEVNULL, check=True)
    sys.stdout.flush()
    order = json.dumps({"front": asdict(front), "workers": args.workers, "as_json": args.json})
    os.execv(sys.executable, [sys.executable, "-m", "geo.serving", order])  # noqa: S606 - it watches, and stays small


def _path(base: str) -> str:
    return "/".join(["", *base.strip("/").split("/")]).rstrip("/")


def _base() -> str:
    """Return the base path Streamlit is configured with."""
    named = os.environ.get("STREAMLIT_SERVER_BASE_URL_PATH", "")
    file = ROOT / ".streamlit" / "config.toml"
    if named or not file.is_file():
        return named
    return str(tomllib.loads(file.read_text("utf-8")).get("server", {}).get("baseUrlPath", ""))
