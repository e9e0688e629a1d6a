"""Few short names in the encodings of East Asia, bare and in formats of texts: read right, or said to be unsure."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Sequence

import pytest

from geo.ingest.texts import encoding

CHINESE = (
    *("济南市", "历下区", "章丘区", "青岛市", "烟台市", "深圳市", "华虹半导体", "中关村"),
    *("合肥高新区", "丹佛", "圭亚那", "联合城", "武汉光谷", "苏州工业园区", "杭州市", "宁波"),
    *("长沙经开区", "成都市", "西安", "沈阳市", "大连", "厦门市", "贵安新区", "呼和浩特"),
)
TRADITIONAL = (
    *("臺北市", "新北市", "桃園市", "臺中市", "高雄市", "新竹科學園區", "信義區", "中壢區"),
    *("聯發科技", "工業技術研究院", "板橋區", "屏東縣", "花蓮縣", "淡水區", "南港軟體園區", "中華電信"),
    *("九龍", "銅鑼灣", "國立臺灣大學", "嘉義縣"),
)
JAPANESE = (
    *("つくば市", "横浜市", "さいたま市", "京都リサーチパーク", "渋谷区", "名古屋市", "トヨタ自動車", "東京大学"),
    *("北九州市", "札幌市", "神戸市", "かながわサイエンスパーク", "福岡市", "富士通研究所", "産業技術総合研究所"),
)
KOREAN = (
    *("서울특별시", "부산광역시", "대구광역시", "판교테크노밸리", "삼성전자", "수원시", "성남시", "대덕연구개발특구"),
    *("송도국제도시", "강남구", "서초구", "제주특별자치도", "경기도", "한국과학기술원", "인천광역시"),
)
NAMES = {"gb18030": CHINESE, "big5": TRADITIONAL, "shift_jis": JAPANESE, "euc_kr": KOREAN, "utf-8": CHINESE + KOREAN}
ENOUGH = {"gb18030": 1, "big5": 3, "shift_jis": 1, "euc_kr": 8, "utf-8": 1}
"""Names from which on a verdict is right; of fewer it may be another one, and then says that it is not certain."""


def draws(stored: str, count: int) -> list[list[str]]:
    """Return thirty choices of so many names, the same in every run."""
    rng = random.Random(f"{stored} {count}")  # noqa: S311 - a draw of names
    return [rng.sample(NAMES[stored], count) for _ in range(30)]


@pytest.mark.parametrize("count", [1, 3, 8])
@pytest.mark.parametrize("stored", NAMES)
def test_few_names_are_read_right_or_said_to_be_unsure(stored: str, count: int) -> None:
    for names in draws(stored, count):
        parts = [name.encode(stored) for name in names]
        verdict = encoding.detect(parts)
        if [part.decode(verdict.name, "replace") for part in parts] != names:
            assert count < ENOUGH[stored], (names, verdict)
            assert not verdict.certain, (names, verdict)


def compressed(names: Sequence[str]) -> str:
    """Return an ECharts map: rings as steps on a grid, of signs from U+0040 on that GB 18030 writes in four bytes."""
    rng = random.Random(len(names))  # noqa: S311 - steps on a grid
    rings = ["".join(chr(64 + rng.choice((rng.randrange(60), rng.randrange(900)))) for _ in range(120)) for _ in names]
    features = [
        {
            "properties": {"name": name},
            "geometry": {"type": "Polygon", "coordinates": [ring], "encodeOffsets": [[1, 2]]},
        }
        for name, ring in zip(names, rings, strict=True)
    ]
    return json.dumps({"type": "FeatureCollection", "UTF8Encoding": True, "features": features}, ensure_ascii=False)


def table(names: Sequence[str], separator: str = ",") -> str:
    """Return a delimited text with places."""
    rows = [separator.join((name, f"{117 + n / 10}", f"{36 + n / 10}")) for n, name in enumerate(names)]
    return "\n".join([separator.join(("name", "lon", "lat")), *rows])


def markup(names: Sequence[str]) -> str:
    """Return a KML without a declaration."""
    return "<kml><Document>" + "".join(f"<Placemark><name>{name}</name></Placemark>" for name in names)


WRITERS: dict[str, Callable[[Sequence[str]], str]] = {
    "csv": table,
    "tsv": lambda names: table(names, "\t"),
    "kml": markup,
    "json": lambda names: json.dumps([{"name": name} for name in names], ensure_ascii=False),
}


@pytest.mark.parametrize("kind", WRITERS)
@pytest.mark.parametrize("stored", NAMES)
def test_documents_of_few_names(kind: str, stored: str) -> None:
    for names in draws(stored, 8)[:8]:
        text = WRITERS[kind](names)
        data = text.encode(stored)
        assert data.decode(encoding.detect_document(data).name) == text, names


@pytest.mark.parametrize("count", [1, 2, 5, 20])
@pytest.mark.parametrize("stored", ["gb18030", "utf-8"])
def test_compressed_maps_of_few_names(stored: str, count: int) -> None:
    for names in draws(stored, count)[:10]:
        text = compressed(names)
        data = text.encode(stored)
        assert data.decode(encoding.detect_document(data).name) == text, names
