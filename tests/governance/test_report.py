"""The panorama report: the same bytes, the layout of official papers, native slides, changes, and the feed."""

from __future__ import annotations

import zipfile
from functools import lru_cache
from io import BytesIO
from xml.etree import ElementTree as ET

import pytest

from geo.catalog import load_catalog
from geo.governance.book import Pages
from geo.governance.digest import digest
from geo.governance.edition import Edition, edition_of, read_edition, write_edition
from geo.governance.errors import ReportError
from geo.governance.files import FORMATS, report_file
from geo.governance.overview import look
from geo.governance.register import Award, Note, Signature
from geo.governance.routes import atom
from geo.language import translator
from geo.settings import Settings

CLUSTERS = ("edwc_qingyang", "shenzhen", "tsukuba")
HOSTILE = '<script>alert(1)</script> & "x" {{7*7}} \x00\x1b ]]>'
ATOM = "{http://www.w3.org/2005/Atom}"


@lru_cache(maxsize=6)
def once(store: Settings, kind: str, language: str) -> bytes:
    """Return a report that several tests look at."""
    return make(store, kind, language)


def make(store: Settings, kind: str, language: str = "zh", before: Edition | None = None) -> bytes:
    """Return a report of three clusters."""
    shares: list[float] = []
    body, _ = report_file(
        load_catalog(), store, Pages(), CLUSTERS, language=language, kind=kind, before=before, report=shares.append
    )
    assert shares == sorted(shares)
    assert shares[-1] == 1.0
    return body


@pytest.mark.parametrize(
    "kind", ["docx", *(pytest.param(kind, marks=pytest.mark.slow) for kind in FORMATS if kind != "docx")]
)
def test_the_same_order_gives_the_same_bytes(store: Settings, kind: str) -> None:
    assert make(store, kind) == once(store, kind, "zh")


def test_the_chinese_paper_has_the_layout_of_official_papers(store: Settings) -> None:
    import docx
    from docx.oxml.ns import qn

    body = once(store, "docx", "zh")
    paper = docx.Document(BytesIO(body))
    section = paper.sections[0]
    mm = [round(one / 36000) for one in (section.top_margin, section.bottom_margin, section.left_margin)]
    assert mm == [37, 35, 28]
    assert (round(section.page_width / 36000), round(section.page_height / 36000)) == (210, 297)
    fonts = {
        name: paper.styles[name].element.rPr.rFonts.get(qn("w:eastAsia")) for name in ("Title", "Normal", "Heading 1")
    }
    assert fonts == {"Title": "方正小标宋简体", "Normal": "仿宋_GB2312", "Heading 1": "黑体"}
    with zipfile.ZipFile(BytesIO(body)) as file:
        table = file.read("word/fontTable.xml").decode()
        footers = "".join(file.read(name).decode() for name in file.namelist() if "footer" in name)
        settings = file.read("word/settings.xml").decode()
    assert 'w:name="方正小标宋简体"><w:altName w:val="宋体"' in table
    assert footers.count("PAGE") == 2
    assert "evenAndOddHeaders" in settings
    lines = [line.text for line in paper.paragraphs]
    assert lines[0] == "数字产业集群全景报告（3个集群）"
    heads = [line.text for line in paper.paragraphs if line.style.name == "Heading 1"]
    assert heads[0] == "一、主要发现"
    assert heads[-1].startswith("十一、附录")
    assert any("庆阳数据中心集群“机架目标”10万架" in line and "31" in line for line in lines)
    assert any("GS（2024）0650号" in line for line in lines), "whose map it is"


def test_slides_are_native_and_every_map_names_whose_it_is(store: Settings) -> None:
    from pptx import Presentation
    from pptx.enum.shapes import MSO_SHAPE_TYPE

    deck = Presentation(BytesIO(once(store, "pptx", "en")))
    kinds = [shape.shape_type for slide in deck.slides for shape in slide.shapes]
    assert MSO_SHAPE_TYPE.PICTURE not in kinds
    assert MSO_SHAPE_TYPE.TABLE in kinds
    assert MSO_SHAPE_TYPE.CHART in kinds
    maps = [slide for slide in deck.slides if any(shape.name == "maps" for shape in slide.shapes)]
    assert maps
    assert all(any("Map data" in one.text_frame.text for one in slide.shapes if one.has_text_frame) for slide in maps)


def test_the_page_is_one_file_that_runs_nothing(store: Settings) -> None:
    text = once(store, "html", "en").decode()
    assert "default-src 'none'" in text
    assert "<script" not in text
    assert "<h2>1 Main findings</h2>" in text
    assert "<svg" in text
    assert "<h2>4 Targets and outcomes</h2>" in text


def test_what_changed_since_an_edition_is_told(store: Settings) -> None:
    catalog = load_catalog()
    seen = look(catalog, Pages(), today="2026-11-28", since="2023-01-01", clusters=CLUSTERS)
    now = edition_of(seen, as_of="2025-01-01", digest="abc")
    before = Edition(
        now.as_of, now.digest, ("edwc_qingyang", "shenzhen"),
        {**now.figures, "edwc_qingyang~racks": ("2024-09", 20000.0)},
        {**now.labels, "shenzhen": "gold"},
        {**now.verdicts, "edwc_qingyang~racks@2025-12": "ahead"},
    )  # fmt: skip
    assert read_edition(write_edition(before)) == before
    text = make(store, "html", "en", before).decode()
    assert "New in the report: Tsukuba Science City." in text
    assert "from Gold ★ to No label ○" in text
    assert "from “Not due yet” to “Due, unknown”" in text
    assert "Qingyang data-centre cluster, Racks: 20\u202f000 racks (2024-09), now 31\u202f000 racks (2025-09)." in text
    same = make(store, "html", "en", edition_of(seen, as_of="2025-01-01", digest="abc")).decode()
    assert "Nothing has changed." in same


@pytest.mark.parametrize(
    "text",
    ["", "[]", "{}", "null", '{"form": "observatory-edition", "version": 2}', "[" * 100_000, "\x00", '{"form": 3}'],
)
def test_what_is_no_edition_is_refused(text: str) -> None:
    with pytest.raises(ReportError):
        read_edition(text)


@pytest.mark.parametrize("clusters", [[], [""], ["nowhere"], [f"c{n}" for n in range(41)]])
def test_clusters_no_report_can_be_made_of(store: Settings, clusters: list[str]) -> None:
    with pytest.raises(ReportError):
        report_file(load_catalog(), store, Pages(), clusters, language="en", kind="html")


def test_the_feed_is_wellformed_whatever_people_write() -> None:
    catalog = load_catalog()
    signed = Signature("2026-11-02T10:00:00Z", HOSTILE)
    pages = Pages(
        awards=(Award("ruhr", "gold", "2026-11-01", "2029-11-01", number=1, signed=signed),),
        notes=(Note("ruhr", "comment", HOSTILE, 7, signed),),
    )
    t = translator("en")
    seen = look(catalog, pages, today="2026-12-31", since="2025-12-01", clusters=("ruhr",))
    news = digest(catalog, pages, seen, t, since="2025-12-01")
    assert {one.kind for one in news} >= {"label", "note", "data"}
    root = ET.fromstring(atom(news, t, address="https://example.org/base", updated=news[0].at))  # noqa: S314 - our own
    entries = root.findall(f"{ATOM}entry")
    assert len(entries) == len(news)
    assert any("<script>alert(1)</script>" in (one.findtext(f"{ATOM}title") or "") for one in entries)
    assert len({one.findtext(f"{ATOM}id") for one in entries}) == len(entries)
    updated = [one.findtext(f"{ATOM}updated") or "" for one in entries]
    assert updated == sorted(updated, reverse=True)
    assert all(one.endswith("Z") for one in updated)
    hrefs = [link.get("href") or "" for link in root.iter(f"{ATOM}link")]
    assert all(one.startswith("https://example.org/base/") for one in hrefs)
