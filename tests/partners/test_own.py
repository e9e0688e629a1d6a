"""An own register: what is read, everything that is wrong told at once, and that it is searched and matched."""

from __future__ import annotations

from geo.catalog import load_catalog
from geo.model import Cluster
from geo.partners.finding import find, members
from geo.partners.own import Register, known, read
from geo.partners.parties import OWN
from geo.partners.state import PartnerState

TABLE = [
    ["某市企业名录"],
    ["企业名称", "国家", "城市", "经度", "纬度", "类别", "需求", "联系电话", "所属集群", "注册资本"],
    ["甲芯片", "中国", "", "118.8", "32.06", "0105", "软件开发；research", "139", "", "1"],
    ["乙算力<b>", "CN", "Shenzhen", "", "", "computing", "", "", "", ""],
    ["丙研究院", "火星", "无此市", "", "", "不存在的类别", "0105", "", "合肥“中国声谷”", ""],
    ["甲芯片", "", "", "", "", "", "", "", "", ""],
    ["", "CN", "", "", "", "", "", "", "", ""],
    ["丁公司", "", "", "200", "32", "0101", "", "", "nowhere", ""],
    [None, None],
]


def received() -> Register:
    catalog = load_catalog()
    return read(TABLE, known(catalog), catalog.every(Cluster))


def test_a_register_is_read_with_all_its_faults() -> None:
    found = received()
    assert [one.name.zh for one in found.every.values()] == ["甲芯片", "乙算力<b>", "丙研究院", "丁公司"]
    first, second, _, last = found.every.values()
    assert (first.register, first.country, first.lon, first.lat, first.group) == (OWN, "CN", 118.8, 32.06, "0105")
    assert first.needs >= {"research"}
    assert second.offers == {"computing"}
    assert second.precision == "city"
    assert second.lon is not None
    assert (last.lon, last.offers) == (None, {"0101"})
    told = {(fault.line, fault.code) for fault in found.faults}
    assert told >= {
        *((2, "contact"), (2, "unused"), (5, "unknown_country"), (5, "city"), (5, "unknown_class")),
        *((6, "twice"), (7, "no_name"), (8, "place"), (8, "unknown_cluster")),
    }
    assert "139" not in repr(found.every)  # contact details are not read


def test_a_table_without_names_says_so() -> None:
    found = read([["a", "b"], ["1", "2"]], known(load_catalog()), {})
    assert (found.every, [fault.code for fault in found.faults]) == ({}, ["no_column"])
    assert read([], known(load_catalog()), {}).every == {}


def test_own_organisations_are_searched_matched_and_members() -> None:
    catalog = load_catalog()
    own = received().every
    first = next(iter(own))
    assert find(catalog, PartnerState(query="甲芯片"), own=own).matches[0].party.party_id == first
    only = find(catalog, PartnerState(query="算力", registers=(OWN,)), own=own)
    assert {match.party.register for match in only.matches} == {OWN}
    seeded = find(catalog, PartnerState(who=first, needs=("research",)), own=own)
    assert seeded.seed is not None
    assert seeded.seed.name.zh == "甲芯片"
    assert len(seeded.matches) > 3
    assert {"own-00003", "own-00004"} <= {one.party_id for one in members(catalog, "CN", own)}
    assert all(match.party.register != OWN for match in find(catalog, PartnerState(query="甲芯片")).matches)
