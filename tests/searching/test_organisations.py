"""Search among organisations: 36 questions in both languages find the one they ask for among the first three."""

from __future__ import annotations

from pathlib import Path

import pytest

from geo.catalog import load_catalog
from geo.partners.kept_index import index
from geo.partners.parties import parties
from geo.searching.index import Document, Index

RANK = 3
ASKED = {
    # names in the other language than the register's
    "腾讯": "Tencent",
    "比亚迪": "BYD Co., Ltd.",
    "宁德时代": "Contemporary Amperex Technology Co., Limited",
    "丰田": "Toyota Motor Corporation",
    "日立": "Hitachi, Ltd.",
    "爱立信": "Telefonaktiebolaget LM Ericsson (publ)",
    "三菱电机": "Mitsubishi Electric Corporation",
    "东京电子": "Tokyo Electron Limited",
    "阿斯麦": "ASML Holding N.V.",
    "西门子": "Siemens",
    "软银": "SoftBank Group Corp.",
    "奔驰": "Mercedes-Benz",
    # abbreviations
    "TSMC": "Taiwan Semiconductor Manufacturing Company Limited",
    "CATL": "Contemporary Amperex Technology Co., Limited",
    "USTC": "University of Science and Technology of China",
    "中科大": "University of Science and Technology of China",
    "浙大": "Zhejiang University",
    "北大": "Peking University",
    "华科": "Huazhong University of Science and Technology",
    "海力士": "SK hynix Semiconductor (China)",
    # names with places and trades, in one language or both
    "华为 深圳": "Huawei",
    "中芯国际 shanghai": "SMIC",
    "深圳 大疆 无人机": "DJI",
    "合肥 存储": "ChangXin Memory Technologies (CXMT)",
    "联发科 新竹": "MediaTek Inc.",
    "microsoft research cambridge": "Microsoft Research Cambridge",
    "bochum university": "Ruhr University Bochum",
    "波鸿大学": "Ruhr University Bochum",
    "iFlytek hefei": "iFLYTEK",
    "弗朗霍夫 多特蒙德": "Fraunhofer ISST",
    "China Telecom guian": "China Telecom Gui'an information park",
    "cloud region ireland": "Azure North Europe",
    # typing errors
    "Qualcom": "QUALCOMM Incorporated",
    "semiconducter eindhoven": "NXP Semiconductors NV",
    "nvdia": "NVIDIA",
    "tshinghua": "Tsinghua University",
}


@pytest.mark.parametrize(("asked", "expected"), ASKED.items())
def test_a_question_finds_the_organisation_it_asks_for(asked: str, expected: str) -> None:
    catalog = load_catalog()
    every = parties(catalog).every
    found = [every[answer.key].name.en for answer in index(catalog).search(asked, limit=RANK)]
    assert expected in found


def test_an_index_that_was_written_answers_as_before(tmp_path: Path) -> None:
    documents = [
        Document("a", {"name": ["杭州 人工智能", "Hangzhou AI"], "note": ["data"]}, prior=1.0),
        Document("b", {"name": ["Ruhr data centre"], "note": ["人工智能"]}),
        Document("empty", {}),
    ]
    made = Index(documents, weights={"name": 5.0, "note": 1.0}, name="name")
    made.write(tmp_path / "index.npz")
    again = Index.read(tmp_path / "index.npz")
    for asked in ("AI", "人工智能", "data centre", "centr", "Hangzou", "nothing", ""):
        assert again.search(asked) == made.search(asked)
    none = Index([], weights={"name": 1.0}, name="name")
    none.write(tmp_path / "none.npz")
    assert Index.read(tmp_path / "none.npz").search("data") == []
