"""Verb `report`: a file, what is said of it, an edition for the next one, and what stops it."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest

from geo.__main__ import main
from geo.governance import book
from geo.governance.edition import read_edition
from geo.settings import Settings


@pytest.fixture
def register(store: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give the verb a register of its own; returns where files may go."""
    assert store.store_dir.is_dir()
    own = book.Book(tmp_path / "governance")
    monkeypatch.setattr("geo.commands.report.shared_book", lambda _config: own)
    return tmp_path


def test_a_report_and_its_edition_are_written(register: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out, edition = register / "r.html", register / "e.json"
    order = ["report", str(out), "--clusters", "edwc_qingyang,tsukuba", "--language", "en", "--format", "html"]
    assert main([*order, "--edition", str(edition), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["ok"] is True
    assert (told["bytes"], told["clusters"]) == (out.stat().st_size, 2)
    assert told["sha256"] == hashlib.sha256(out.read_bytes()).hexdigest()
    assert read_edition(edition.read_bytes()).clusters == ("edwc_qingyang", "tsukuba")
    assert "Main findings" in out.read_text("utf-8")


@pytest.mark.parametrize("more", [["--clusters", "nowhere"], ["--clusters", "ruhr", "--before", "/nowhere.json"]])
def test_what_cannot_be_reported_on_is_one_line(
    register: Path, capsys: pytest.CaptureFixture[str], more: list[str]
) -> None:
    out = register / "r.html"
    assert main(["report", str(out), "--format", "html", *more]) == 1
    assert "No report can be made" in capsys.readouterr().err
    assert not out.exists()
