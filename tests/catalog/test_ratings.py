"""The rule of confidence, and that the package follows it and links to no host that is not listed."""

from __future__ import annotations

import pytest

from geo.catalog import load_catalog
from geo.catalog.links import addresses, may_be_linked
from geo.catalog.ratings import PRIMARY_KINDS, Rated, row_ceiling, source_ceiling
from geo.catalog.things import split_values

OFFICIAL = Rated("o", "official", "high", is_named=True)
COPY = Rated("c", "official", "medium", is_named=True)
PRESS = Rated("p", "press", "medium", is_named=True)
NAMELESS = Rated("n", "press", "medium", is_named=False)
MEMORY = Rated("memory", "memory", "low", is_named=False)
ARTICLE = Rated("article", "article", "low", is_named=True)
GAZETTEER = Rated("geonames", "dataset", "high", is_named=True)


@pytest.mark.parametrize(
    ("kind", "seen", "highest"),
    [
        *((kind, "text", "high") for kind in PRIMARY_KINDS),
        ("official", "excerpt", "high"),
        ("official", "copy", "medium"),
        ("press", "text", "medium"),
        ("report", "text", "medium"),
        ("web", "text", "medium"),
        ("encyclopaedia", "text", "medium"),
        ("article", "text", "low"),
        ("memory", "", "low"),
    ],
)
def test_a_source_is_high_only_as_a_primary_one_read_at_its_publisher(kind: str, seen: str, highest: str) -> None:
    assert source_ceiling(kind, seen) == highest


@pytest.mark.parametrize(
    ("seen", "publisher", "highest"),
    [
        ("copy", "Japanese Wikipedia", "medium"),
        ("excerpt", "Wikipedia", "medium"),
        ("copy", "somebody's blog", "low"),
        ("copy", "", "low"),
        ("text", "Encyclopaedia of a region", "medium"),
    ],
)
def test_an_encyclopaedia_quoted_on_another_site_is_low(seen: str, publisher: str, highest: str) -> None:
    assert source_ceiling("encyclopaedia", seen, publisher) == highest


@pytest.mark.parametrize(
    ("table", "sources", "highest"),
    [
        ("indicators", [OFFICIAL, PRESS], "high"),
        ("indicators", [PRESS, PRESS, PRESS], "medium"),
        ("indicators", [COPY], "medium"),
        ("indicators", [NAMELESS], "low"),
        ("indicators", [NAMELESS, PRESS], "medium"),
        ("timeline", [NAMELESS], "medium"),
        ("timeline", [MEMORY], "low"),
        ("timeline", [OFFICIAL, MEMORY], "medium"),
        ("timeline", [ARTICLE], "low"),
        ("organisations", [GAZETTEER, MEMORY], "low"),
        ("organisations", [GAZETTEER, PRESS], "medium"),
        ("places", [GAZETTEER], "high"),
    ],
)
def test_a_row_is_rated_no_higher_than_its_best_source(table: str, sources: list[Rated], highest: str) -> None:
    assert row_ceiling(table, sources) == highest


def test_a_claim_of_the_article_is_at_most_medium() -> None:
    assert row_ceiling("claims", [ARTICLE], is_claim=True) == "medium"


@pytest.mark.parametrize(
    ("address", "linked"),
    [
        ("https://gov.cn/a", True),
        ("http://WWW.Gov.CN./a", True),
        ("https://notgov.cn/", False),
        ("https://gov.cn.evil.org/", False),
        ("https://user@evil.org/gov.cn", False),
        ("https://[bad", False),
        ("https:///gov.cn", False),
    ],
)
def test_only_a_listed_host_or_one_below_it_is_linked(address: str, linked: bool) -> None:
    assert may_be_linked(address, {"gov.cn"}) is linked


def test_no_blog_mirror_or_spam_host_is_left_in_the_package() -> None:
    catalog = load_catalog()
    hosts = set(catalog.table("link_hosts")["host"])
    named = (
        "jablog",
        "gents.jp",
        "studentb",
        "wementum",
        "pecchrd",
        "lzyber",
        "enjoyage",
        "996630",
        "szzhongrui",
        "kousin242",
    )
    assert not [host for host in hosts if any(name in host for name in named)]
    for resource in catalog.resources:
        if resource.is_table:
            text = (catalog.data_dir / resource.path).read_text("utf-8")
            assert [one for one in addresses(text) if not may_be_linked(one, hosts)] == [], resource.name
            assert [name for name in named if name in text] == [], resource.name


def test_what_was_read_in_a_copy_is_cited_by_its_publisher_alone() -> None:
    sources = load_catalog().table("sources")
    copies = sources[sources["seen"] == "copy"]
    assert len(copies) > 100
    for column, mirror in (("publisher_zh", r"转载|镜像"), ("publisher_en", r"\bcopy\b|mirror|reprint")):
        assert copies.loc[copies[column].str.contains(mirror), column].tolist() == []


def test_sources_stand_once_by_publisher_and_title_and_by_address() -> None:
    sources = load_catalog().table("sources")
    assert not sources.duplicated(["publisher_en", "title_en"]).any()
    # The address of a publisher or of a whole repository is no address of one text: several may be read there.
    whole = sources["url"].str.fullmatch(r"https?://(?:[^/]+/?|github\.com/[^/]+/[^/]+/?)")
    addressed = sources[(sources["url"].str.count("/") > 3) & ~whole]
    repeated = addressed[addressed.duplicated("url", keep=False)]
    assert repeated["source_id"].tolist() == []


def test_general_knowledge_is_the_last_source_and_never_alone_above_low() -> None:
    catalog = load_catalog()
    assert catalog.table("sources")["source_id"].iloc[-1] == "memory"
    for name in ("indicators", "timeline", "policies", "national_lists"):
        table = catalog.table(name)
        alone = table[table["source_ids"].map(lambda cell: split_values(cell) == ("memory",))]
        assert set(alone["confidence"]) <= {"low"}


def test_due_targets_say_what_came_of_them() -> None:
    figures = load_catalog().table("status_figures")
    due = figures[(figures["is_target"] == 1) & (figures["target_date"].str[:4] == "2025")]
    assert len(due) >= 7
    assert (due["outcome"] != "").all()
    silent = due[due["outcome"] == "none_published"]
    assert silent["note_en"].str.contains("No outcome published").all()
    assert silent["note_zh"].str.contains("未查到公布的结果").all()


def test_taiwan_has_one_code() -> None:
    catalog = load_catalog()
    for resource in catalog.resources:
        if resource.is_table and "country" in {item.name for item in resource.fields}:
            assert "TW" not in set(catalog.table(resource.name)["country"]), resource.name
