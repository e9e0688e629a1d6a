"""Opens pages in their frame on a small data package, without a browser."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import streamlit as st
from streamlit.components.v2 import manifest_scanner
from streamlit.testing.v1 import AppTest

from geo.settings import ROOT, settings
from tests import small_package

STATUS_FIGURES = [
    {
        "figure_id": figure_id,
        "subject_zh": "中国",
        "subject_en": "China",
        "metric_zh": "在用标准机架",
        "metric_en": "racks in use",
        "value_low": value,
        "value_high": value,
        "qualifier": qualifier,
        "unit": "million racks",
        "unit_label_zh": "百万架",
        "unit_label_en": "million racks",
        "source_ids": "case-s1",
        "as_of": "2025-06",
        "confidence": confidence,
    }
    for figure_id, value, qualifier, confidence in (
        ("sf020", 10.85, "eq", "medium"),
        ("sf013", 1.95, "gt", "high"),
        ("sf023", 2185, "eq", "low"),
    )
]
Change = Callable[[small_package.Tables], None]
OpenPage = Callable[..., AppTest]


@pytest.fixture(scope="session", autouse=True)
def components() -> Iterator[None]:
    """Look for components among the installed packages once, as a server does; every page a test opens would anew."""
    found = manifest_scanner.scan_component_manifests()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(manifest_scanner, "scan_component_manifests", lambda: list(found))
        yield


@pytest.fixture
def open_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[OpenPage]:
    """Return a function that opens a page of the observatory on a fresh session: `open_page("catalog", lang="en")`."""
    monkeypatch.setitem(small_package.TABLES, "status_figures", STATUS_FIGURES)
    monkeypatch.setattr("geo.prepare.is_prepared", lambda _settings: True)
    monkeypatch.setenv("OBSERVATORY_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("OBSERVATORY_STORE", str(tmp_path / "store"))
    monkeypatch.delenv("OBSERVATORY_LANG", raising=False)
    settings.cache_clear()

    def open_now(page: str = "", *, change: Change | None = None, **query: str) -> AppTest:
        if not (tmp_path / "data").exists():
            small_package.write(tmp_path, change=change)
        app = AppTest.from_file(str(ROOT / "pages" / "shell.py"), default_timeout=30)
        app.query_params.update(query)
        if page:
            app.switch_page(f"{page}.py")
        app.run()
        assert not app.exception, [fault.value for fault in app.exception]
        return app

    yield open_now
    settings.cache_clear()
    st.cache_data.clear()
    st.cache_resource.clear()


def words(app: AppTest) -> str:
    """Return all that the page shows through st.html, as the browser receives it."""
    return "\n".join(str(part.value) for part in app.get("html"))
