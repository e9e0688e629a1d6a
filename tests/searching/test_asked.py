"""Search as officials type: 131 questions whose answers were written down before anybody looked (2026-11-29).

Abbreviations, parts of names, traditional and Japanese signs, kana, German words, two languages in one question, typing
errors. One of the answers has to stand among the first three.
"""

from __future__ import annotations

import re
from typing import Final

import pytest

from geo.catalog import load_catalog
from geo.partners.kept_index import index
from geo.partners.parties import parties
from geo.policies.library import library

RANK: Final = 3
POLICIES: Final = {
    "算力券": "q103",
    "人工智能 补贴": "q25 q103 q24 q84",
    "chips act": "q62 q65",
    "Fördermittel": "p23 q45",
    "Fördermittel NRW": "p23 q45",
    "東數西算": "p27 q109",
    "數據要素": "q08 q17",
    "人工智慧 北京": "q112 q113 q114",
    "先进制造业集群": "p25 q29",
    "专精特新 集群": "q06 q07",
    "十四五 数字经济规划": "q111",
    "國家高新區": "p29",
    "拜杜法案": "p06",
    "bayh dole": "p06",
    "sbir": "p03",
    "tech hubs usa": "q38",
    "data act europe": "q63",
    "半导体 韩国": "q56",
    "korea semiconductor cluster": "q56",
    "台湾 研发抵减": "q78",
    "晶片 台灣": "q77",
    "beethoven eindhoven": "q57",
    "Spitzencluster-Wettbewerb": "q40",
    "德国 集群 竞赛": "q40",
    "ruhr coal transition": "q45",
    "smart city tsukuba": "q50",
    "印度 半导体": "q76",
    "karnataka startup fund": "q58 q59",
    "uk semicondutor strategy": "q73",
    "上海 张江 政策": "q93 q94",
    "小企业创新研究": "p03",
    "数据中心 PUE": "q03 q04 q15",
    "green data center": "q03 q04 q15",
    "数据20条": "q10",
    "工业互联网 青岛": "q82 q83",
    "industrial internet qingdao": "q82 q83",
    "苏州工业园": "q92",
    "zhongguancun AI plan": "q112 q113 q114",
    "国发 贵州": "q110",
    "ECCP": "p18",
    "欧盟 芯片法案": "q62",
    "美国芯片法": "q65",
    "软件名城": "q27 q28",
    "software talent chengdu": "q118",
    "EDIH": "q61",
    "数字 新政": "q70",
    "talent": "q118",
    "超高清 广东": "q96",
    "4k video guangzhou": "q97 q98 q96",
    "零碳园区": "q105",
    "trusted data spaces": "q09",
    "AI+ action": "q05",
    "人工智能+": "q05",
    "鲁尔 补贴": "p23 p24 q45 q46",
    "wuxi iot": "q36 q35 q37",
    "無錫 物聯網": "q36 q35 q37",
    "牛津剑桥": "q74",
    "集群 监测 评估": "q30",
    "cluster grants japan": "q67 q68",
    "深圳 20+8": "q18 q19",
    "vouchers for computing": "q103",
    "半導體 美國": "q65 p05",
    "tax credit r&d": "p01 p36 q78",
    "科研 减税 日本": "p36",
}
"""Question -> the policies that answer it."""
ORGANISATIONS: Final = {
    "阿里云": "Alibaba",
    "aliyun": "Alibaba",
    "中兴": "ZTE",
    "中興通訊": "ZTE",
    "長江存儲": "Yangtze Memory|YMTC",
    "華為": "Huawei",
    "京东方": "BOE",
    "科大訊飛": "iFLYTEK",
    "臺積電": "Taiwan Semiconductor|TSMC",
    "筑波大学": "University of Tsukuba",
    "産総研": "Advanced Industrial|AIST",
    "AIST": "AIST|Advanced Industrial",
    "JAXA": "JAXA|Aerospace Exploration|Tsukuba Space",
    "斯坦福": "Stanford",
    "stanford univ": "Stanford",
    "谷歌": "Google|Alphabet",
    "英偉達": "NVIDIA",
    "英特尔": "Intel",
    "苹果公司": "Apple",
    "三星电子": "Samsung Electronics",
    "infosys": "Infosys",
    "印孚瑟斯": "Infosys",
    "塔塔咨询": "Tata Consultancy",
    "蒂森克虏伯": "[Tt]hyssen",
    "海康威视": "Hikvision",
    "hikvison": "Hikvision",
    "浪潮": "Inspur",
    "inspur jinan": "Inspur",
    "复旦微电子": "Fudan Micro",
    "贵阳大数据交易所": "[Dd]ata [Ee]xchange",
    "guiyang data exchange": "[Dd]ata [Ee]xchange",
    "海尔": "Haier",
    "hisense": "Hisense",
    "腾讯云 贵安": "Tencent",
    "百度": "Baidu",
    "小米": "Xiaomi",
    "联想": "Lenovo",
    "清華大學": "Tsinghua",
    "SAP": "SAP",
    "philips": "Philips",
    "飞利浦": "Philips",
    "naver": "NAVER|Naver",
    "鸿海": "Hon Hai",
    "foxconn": "Hon Hai|Foxconn",
    "supercomputing wuxi": "Super[Cc]omputing|supercomputing",
    "国家超算 无锡": "[Ss]uper[Cc]omput",
    "中科院 合肥": "Academy of Sciences|CAS|Hefei",
    "索尼": "Sony",
    "任天堂": "Nintendo",
    "メルカリ": "Mercari",
    "日産": "Nissan",
    "bosch": "Bosch",
    "甲骨文": "Oracle",
    "思科": "Cisco",
    "寒武纪": "Cambricon",
    "中芯": "Semiconductor Manufacturing International|SMIC",
    "澜起科技": "Montage",
    "韦尔": "Will Semi|OmniVision|Omnivision",
    "宁波银行": "Bank of Ningbo",
    "deutsche telekom": "Deutsche Telekom",
    "德国电信": "Deutsche Telekom",
    "volkswagon": "Volkswagen",
    "大众汽车": "Volkswagen",
    "microsft": "Microsoft",
    "隆基": "LONGi",
    "药明康德": "WuXi AppTec",
    "富士康": "Foxconn",
}
"""Question -> pattern of the English names that answer it."""


@pytest.mark.parametrize(("asked", "expected"), POLICIES.items())
def test_a_question_finds_a_policy_that_answers_it(asked: str, expected: str) -> None:
    found = library(load_catalog()).index.search(asked, limit=RANK)
    assert {answer.key for answer in found} & set(expected.split())


@pytest.mark.parametrize(("asked", "expected"), ORGANISATIONS.items())
def test_a_question_finds_an_organisation_that_answers_it(asked: str, expected: str) -> None:
    catalog = load_catalog()
    every = parties(catalog).every
    found = [every[answer.key].name.en for answer in index(catalog).search(asked, limit=RANK)]
    assert any(re.search(expected, name) for name in found), found
