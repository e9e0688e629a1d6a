"""Synonyms: 92 more questions written down before looking; an answer has to stand among the first three.

Instruments, bodies, places and firms by what people call them: synonyms of both languages, abbreviations, nicknames of
cities, Chinese names of foreign firms, numbers in figures and in words, typing errors.
"""

from __future__ import annotations

import re
from typing import Final

import pytest

from geo.catalog import load_catalog
from geo.partners.kept_index import index
from geo.partners.parties import parties
from geo.policies.library import library
from geo.searching.concepts import concepts

RANK: Final = 3
POLICIES: Final = {
    "孵化器": "p09 q53",
    "incubator": "p09 q53",
    "tax incentives for semiconductors": "q106 q78",
    "集成电路 税收优惠": "q106 q78",
    "芯片 减税": "q106 q78",
    "chip act": "q62 q65",
    "cloud first": "p30 p31 q63",
    "数据要素": "q08 q17 q10 q31",
    "subsidy": "p23 q24 q25 q60 q81",
    "补贴": "p23 q24 q25 q60",
    "voucher": "q103 q25",
    "产权 数据": "q10 q17",
    "小微企业 研发": "p03 p04 q71",
    "退煤": "q46 q45",
    "telecom 5G testbed": "q55",
    "silver label": "q39 p14",
    "semis reshoring darpa": "p05",
    "语料": "q25",
    "housing cambridge": "q75 q74",
    "信创": "q88 q87",
    "新质生产力": "q19",
    "unicorn startup japan": "q69",
    "patent licensing universities": "p06",
    "知识产权": "p06",
    "intellectual property": "p06",
    "反垄断 联合研发": "p02",
    "regulatory sandbox japan": "q50 p10",
    "power usage effectiveness": "q03 q04 q15",
    "能效 数据中心": "q03 q04 q15",
    "minicluster korea": "p22",
    "shenzen 20+8": "q18 q19",
    "zhejang digital regulation": "q12",
    "国务院 集成电路 8号文": "q106",
    "晶圆厂": "q95 p05 q106 q76",
    "foundry": "q95 p05 q106 q76 q65",
    "biotech": "q94 q64",
    "生物科技": "q94 q64",
    "呼市 补贴": "q25",
    "蓉城 软件 人才": "q118 q117",
    "鹏城 产业集群": "q18 q19",
    "V2X": "q37",
    "智能网联": "q37",
    "carbon neutral park": "q105",
    "ox-cam": "q74",
    "19 articles": "q93",
    "6 networks": "q32",
    "university industry database": "p13",
    "经済産業省": "q68 q69 p12",
    "北威州": "p23 q45 q46 p24 q72",
    "MIIT clusters": "p25 q29 q30 q06 q07",
    "云切换": "q63",
    "seed money bangalore": "q58 q59",
    "hua hong": "q95",
}
"""Question -> the policies that answer it."""
ORGANISATIONS: Final = {
    "incubator security": "Cube 5",
    "孵化器": "[Ii]ncubator|startport|Startup Park|Cube 5",
    "超算昆山": "Kunshan",
    "特斯拉": "Tesla",
    "脸书": "Meta",
    "中国移动 中卫": "China Mobile Zhongwei",
    "西电": "Xidian",
    "华科": "Huazhong|HUST",
    "字节跳动": "ByteDance",
    "catl": "Contemporary Amperex|CATL",
    "SK海力士": "SK [Hh]ynix",
    "阿斯麦": "ASML",
    "联发科": "MediaTek",
    "理光": "Ricoh",
    "夏普": "Sharp",
    "京瓷": "Kyocera",
    "三菱": "Mitsubishi",
    "空客": "Airbus",
    "汇丰": "HSBC",
    "雀巢": "Nestl",
    "阿斯利康": "AstraZeneca",
    "辉瑞": "Pfizer",
    "沃尔玛": "Walmart",
    "摩根大通": "JPMorgan|JP Morgan",
    "JP Morgan": "JPMorgan|JP Morgan",
    "波音": "Boeing",
    "高盛": "Goldman",
    "网飞": "Netflix",
    "戴尔": "Dell",
    "华硕": "ASUS|Asus",
    "台达电子": "Delta Electronics",
    "仁宝": "Compal",
    "信实工业": "Reliance Ind",
    "中国石油": "PetroChina|Petro[Cc]hina",
    "立讯精密": "Luxshare",
    "兆易创新": "GigaDevice",
    "哔哩哔哩": "Bilibili",
    "Huwaei": "Huawei",
    "nvida": "NVIDIA",
}
"""Question -> pattern of the English names that answer it."""


@pytest.mark.parametrize(("asked", "expected"), POLICIES.items())
def test_a_policy_is_found_by_what_people_call_it(asked: str, expected: str) -> None:
    found = library(load_catalog()).index.search(asked, limit=RANK)
    assert {answer.key for answer in found} & set(expected.split()), [answer.key for answer in found]


@pytest.mark.parametrize(("asked", "expected"), ORGANISATIONS.items())
def test_an_organisation_is_found_by_what_people_call_it(asked: str, expected: str) -> None:
    catalog = load_catalog()
    every = parties(catalog).every
    found = [every[answer.key].name.en for answer in index(catalog).search(asked, limit=RANK)]
    assert any(re.search(expected, name) for name in found), found


def test_a_concept_names_itself_once() -> None:
    for name, members in concepts():
        assert len(set(members)) == len(members), name
