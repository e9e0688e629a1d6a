"""Search: what is found, in which order and language."""

from __future__ import annotations

from pathlib import Path

import pytest

from geo.catalog import load_catalog, search
from geo.catalog.search import KINDS, Hit
from geo.settings import Settings
from tests import small_package


def ids(config: Settings, query: str, *, lang: str = "zh") -> list[tuple[str, str]]:
    return [(hit.kind, hit.id) for hit in search.search(load_catalog(config), query, lang=lang)]


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("中关村", ("cluster", "beijing_zhongguancun")),
        ("zgc", ("cluster", "beijing_zhongguancun")),
        ("bei jing zhong guan cun", ("cluster", "beijing_zhongguancun")),
        ("ZHONGGUANCUN", ("cluster", "beijing_zhongguancun")),
        ("海淀", ("cluster", "beijing_zhongguancun")),
        ("联想", ("org", "lenovo")),
        ("lx", ("org", "lenovo")),
        ("0992.hk", ("org", "lenovo")),
        ("00992", ("org", "lenovo")),
        ("00992.HK", ("org", "lenovo")),
        ("110108", ("cluster", "beijing_zhongguancun")),
        ("110000", ("cluster", "beijing_zhongguancun")),
        ("海淀区", ("cluster", "beijing_zhongguancun")),
        ("bidu", ("org", "baidu")),
        ("NASDAQ:BIDU", ("org", "baidu")),
        ("societe electronique", ("org", "societe")),
        ("d'Électronique", ("org", "societe")),
        ("长三角", ("hub", "yrd")),
        ("csj", ("hub", "yrd")),
        ("智算园", ("park", "pk1")),
        ("china telecom", ("park", "pk1")),
        ("yijiang", ("area", "sa2")),
        ("core cities", ("region", "yrd_core")),
    ],
)
def test_things_are_found_by_every_name(small: Settings, query: str, first: tuple[str, str], lang: str) -> None:
    assert ids(small, query, lang=lang)[0] == first


def test_better_fits_come_first_and_clusters_before_places(small: Settings) -> None:
    # "芜湖" is the whole short name of the cluster and the whole name of the place, and begins the park's.
    assert ids(small, "芜湖") == [("computing", "wuhu"), ("place", "wuhu_city"), ("park", "pk1")]
    # A whole name beats a beginning, even of a kind that comes earlier.
    assert ids(small, "鸠江区")[0] == ("area", "sa1")


def test_computing_clusters_are_listed_once(small: Settings) -> None:
    assert [kind for kind, _ in ids(small, "芜湖数据中心集群")] == ["computing"]


def test_hits_speak_the_language_of_the_search(small: Settings) -> None:
    catalog = load_catalog(small)
    (zh,) = search.search(catalog, "lenovo", lang="zh")
    (en,) = search.search(catalog, "lenovo", lang="en")
    assert zh == Hit("org", "lenovo", "联想集团", "企业 · 北京中关村集群", 116.25, 40.04, 16)
    assert en == Hit("org", "lenovo", "Lenovo Group", "Firm · Beijing Zhongguancun", 116.25, 40.04, 16)


def test_a_coarse_point_is_not_flown_at_closely(small: Settings) -> None:
    catalog = load_catalog(small)
    zooms = {hit.id: hit.zoom for query in ("lenovo", "中国科学院") for hit in search.search(catalog, query, lang="zh")}
    assert zooms == {"lenovo": 16, "cas": 11}


def test_things_without_a_place_have_none(tmp_path: Path) -> None:
    def change(tables: small_package.Tables) -> None:
        tables["clusters"][0].update(lon="", lat="")

    (hit, *_) = search.search(load_catalog(small_package.write(tmp_path, change=change)), "筑波科学城", lang="zh")
    assert (hit.lon, hit.lat) == (None, None)


@pytest.mark.parametrize("query", ["", "   ", "{{}}", "<>", "zzzzqqq", "\x00", "a" * 10_000, "%' OR 1=1 --", "7 7"])
def test_a_query_that_means_nothing_finds_nothing(small: Settings, query: str) -> None:
    assert ids(small, query) == []


@pytest.mark.parametrize(
    ("query", "meant"),
    [
        ("lenvo", [("org", "lenovo")]),
        ("摆度", [("org", "baidu")]),
        ("芜胡", [("computing", "wuhu"), ("place", "wuhu_city")]),
        ("x想", []),
        ("zz", []),
    ],
)
def test_what_is_misspelt_is_found_by_what_is_like_it(
    small: Settings, query: str, meant: list[tuple[str, str]]
) -> None:
    catalog = load_catalog(small)
    assert search.search(catalog, query, lang="zh") == []
    hits = search.closest(catalog, query, lang="zh")
    assert [(hit.kind, hit.id) for hit in hits] == meant


def test_the_number_of_hits_is_limited(small: Settings) -> None:
    assert len(search.search(load_catalog(small), "u", lang="en", limit=3)) == 3


def test_every_kind_has_its_title_in_both_languages() -> None:
    from geo.language import LANGUAGES, translator

    assert all(translator(lang)(key) for lang in LANGUAGES for key in KINDS.values())


def test_the_index_is_read_from_the_store(small: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    catalog = load_catalog(small)
    built = tuple(search.build_index(catalog))
    search.prepare(small, lambda _step: None)
    monkeypatch.setattr(search, "settings", lambda: small)
    monkeypatch.setattr(search, "build_index", lambda _cat: pytest.fail("built again"))
    search.index.cache_clear()
    assert search.index(catalog) == built
    assert [path.suffix for path in small.store_dir.iterdir()] == [".parquet"]


def test_the_projects_own_names_are_found(store: Settings) -> None:
    catalog = load_catalog(store)
    expected = {
        "硅谷": "silicon_valley",
        "zgc": "beijing_zhongguancun",
        "Gui'an": "guian",
        "huawei": "huawei",
        "csj": "yrd",
        "tsukuba": "tsukuba",
        "440300": "shenzhen",
    }
    for query, object_id in expected.items():
        assert search.search(catalog, query, lang="en")[0].id == object_id, query
    for table, key in (("clusters", "short_zh"), ("organisations", "name_en")):
        for row in catalog.table(table).iloc[::9].itertuples():
            name = getattr(row, key)
            titles = [hit.id for hit in search.search(catalog, name, lang="zh", limit=40)]
            wanted = getattr(row, "organisation_id", None) or row.cluster_id.removeprefix("edwc_")
            assert wanted in titles or len(titles) == 40 or row.cluster_id == "edwc_yrd", name
