"""Slides opened by LibreOffice, which is no reader of ours: every slide becomes a page."""

from __future__ import annotations

import shutil
import subprocess
from io import BytesIO
from pathlib import Path

import pytest
from pptx import Presentation
from pypdf import PdfReader

from geo.catalog import load_catalog
from geo.comparison.gather import compare
from geo.comparison.state import DEFAULT_CASES, ComparisonState
from geo.export.files import Order, export
from geo.settings import Settings

OFFICE = shutil.which("soffice") or shutil.which("libreoffice")


@pytest.mark.slow
@pytest.mark.parametrize("language", ["zh", "en"])
def test_libreoffice_makes_a_page_of_every_slide(store: Settings, tmp_path: Path, language: str) -> None:
    assert OFFICE, "LibreOffice is missing; install Debian's package libreoffice-impress."
    comparison = compare(load_catalog(), store, ComparisonState(cases=DEFAULT_CASES, scale="same"))
    deck = export(comparison, Order(kind="pptx", language=language), load_catalog(), store)
    (tmp_path / "compare.pptx").write_bytes(deck)
    command = [OFFICE, "--headless", f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}", "--convert-to", "pdf"]
    subprocess.run([*command, "--outdir", str(tmp_path), str(tmp_path / "compare.pptx")], check=True, timeout=180)
    pages = PdfReader(BytesIO((tmp_path / "compare.pdf").read_bytes())).pages
    assert len(pages) == len(Presentation(BytesIO(deck)).slides)
    words = "".join(page.extract_text() for page in pages)
    assert {"zh": "筑波科学城", "en": "Tsukuba Science City"}[language] in words
