"""Synthetic registers for tests and benchmarks: nobody's firms, spread as firms are, every row and file marked.

Towns are China's county-level units, their sizes a power law (rank to the -0.9, Zipf's law for cities); in a town,
districts lie around the centre and firms along streets. Years grow towards the present, industries are skewed. The same
rows and seed give the same file.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pa_csv
import pyarrow.parquet as pq

from geo.catalog import boundaries
from geo.datasets.errors import SourceFileError
from geo.model import CONFIDENCES
from geo.settings import Settings

BATCH: Final = 1 << 19
MARK: Final = b"synthetic"
_BRAND: Final = (
    "华信智云天恒博创联科宏达瑞金鼎新中海盛泰安诚远大东方星光飞腾凌锐思源嘉禾万利通同德佳美优立昌隆兴邦国民和顺康"
)
_TRADES: Final[tuple[tuple[str, str, float], ...]] = (
    ("软件", "6513", 16),
    ("信息技术", "6531", 15),
    ("网络科技", "6429", 14),
    ("科技", "6550", 20),
    ("电子", "3989", 8),
    ("通信设备", "3921", 4),
    ("半导体", "3972", 3),
    ("智能装备", "3491", 4),
    ("数据", "6450", 4),
    ("电子商务", "6432", 7),
    ("文化传媒", "8710", 4),
    ("计算机维修", "8121", 2),
    ("物流", "5810", 3),
    ("机械制造", "3421", 3),
)
_FORMS: Final = (("有限公司", 0.9), ("股份有限公司", 0.06), ("有限合伙企业", 0.04))
_KINDS: Final = (("firm", 0.95), ("platform", 0.03), ("support_body", 0.01), ("lab", 0.01))
_FIRST_YEAR: Final = 1981
_LAST_YEAR: Final = 2025


def write(rows: int, seed: int, out: Path, *, config: Settings) -> None:
    """Write a synthetic register as Parquet (.parquet) or CSV (.csv); raises SourceFileError for another ending."""
    ending = out.suffix.lower()
    if ending not in (".parquet", ".csv"):
        raise SourceFileError(f"{out} ends in {ending!r}; a synthetic register is written as .parquet or .csv.")
    out.parent.mkdir(parents=True, exist_ok=True)
    writer: Any = None
    try:
        for table in batches(rows, seed, config=config):
            if writer is None:
                marked = table.schema.with_metadata({MARK: b"true", b"seed": str(seed).encode()})
                writer = pq.ParquetWriter(out, marked) if ending == ".parquet" else pa_csv.CSVWriter(out, table.schema)
            writer.write_table(table)
    finally:
        if writer is not None:
            writer.close()


def batches(rows: int, seed: int, *, config: Settings) -> Iterator[pa.Table]:
    """Yield the rows of a synthetic register."""
    districts = boundaries.cn_districts(config)
    towns = _Towns(
        districts["lon"].to_numpy(float),
        districts["lat"].to_numpy(float),
        [name.removeprefix("CN-") for name in districts["unit_id"]],
        [
            (city or name).removesuffix("市")
            for city, name in zip(districts["prefecture_zh"], districts["short_zh"], strict=True)
        ],
        np.random.default_rng(seed),
    )
    for number, start in enumerate(range(0, rows, BATCH)):
        yield towns.table(np.random.default_rng([seed, number]), start, min(BATCH, rows - start))


class _Towns:
    """Where firms are: drawn once for a register."""

    def __init__(self, lon: Any, lat: Any, codes: list[str], names: list[str], random: np.random.Generator) -> None:
        order = random.permutation(len(lon))
        self._lon, self._lat = lon[order], lat[order]
        self._code = pa.array([codes[place] for place in order])
        self._name = pa.array([names[place] for place in order])
        weight = np.arange(1, len(lon) + 1, dtype=float) ** -0.9
        self._share = np.cumsum(weight / weight.sum())
        self._spread = 0.008 + 0.08 * np.sqrt(weight)
        # Twelve districts a town and forty streets a district, each street a line of its own direction.
        self._districts = random.normal(size=(len(lon), 12, 2))
        self._angles = random.uniform(0, np.pi, size=(len(lon), 12))
        brand = [a + b for a in _BRAND for b in _BRAND if a != b]
        self._brand = pa.array(brand)

    def table(self, random: np.random.Generator, start: int, size: int) -> pa.Table:
        """Return `size` rows whose numbers begin at `start`."""
        town = np.minimum(np.searchsorted(self._share, random.random(size)), len(self._share) - 1)
        district = np.minimum(random.geometric(0.25, size), 12) - 1
        along, across = random.normal(0, 0.35, size), np.round(random.normal(0, 0.35, size) * 20) / 20
        turn = self._angles[town, district]
        spread = self._spread[town]
        offset = self._districts[town, district] * spread[:, None]
        lon = self._lon[town] + offset[:, 0] + spread * 0.5 * (along * np.cos(turn) - across * np.sin(turn))
        lat = self._lat[town] + offset[:, 1] * 0.8 + spread * 0.4 * (along * np.sin(turn) + across * np.cos(turn))
        trade = _pick(random, size, [weight for _, _, weight in _TRADES])
        form = _pick(random, size, [weight for _, weight in _FORMS])
        kind = _pick(random, size, [weight for _, weight in _KINDS])
        confidence = _pick(random, size, [0.3, 0.6, 0.1])
        year = _LAST_YEAR - np.minimum(random.geometric(0.09, size) - 1, _LAST_YEAR - _FIRST_YEAR)
        day = random.integers(1, 29, size)
        name = pc.binary_join_element_wise(
            self._name.take(pa.array(town)),
            self._brand.take(pa.array(random.integers(0, len(self._brand), size))),
            pa.array([word for word, _, _ in _TRADES]).take(pa.array(trade)),
            pa.array([word for word, _ in _FORMS]).take(pa.array(form)),
            "",
        )
        number = pc.utf8_lpad(pc.cast(pa.array(np.arange(start, start + size)), pa.string()), 12, "0")
        date = pc.binary_join_element_wise(
            pc.cast(pa.array(year), pa.string()), pc.utf8_lpad(pc.cast(pa.array(day), pa.string()), 2, "0"), "-06-"
        )
        return pa.table(
            {
                "统一社会信用代码": pc.binary_join_element_wise("SYN", number, ""),
                "企业名称": name,
                "经度": np.round(lon, 6),
                "纬度": np.round(lat, 6),
                "行业代码": pa.array([code for _, code, _ in _TRADES]).take(pa.array(trade)),
                "成立日期": date,
                "行政区划代码": self._code.take(pa.array(town)),
                "机构类型": pa.array([key for key, _ in _KINDS]).take(pa.array(kind)),
                "可信度": pa.array(list(CONFIDENCES)).take(pa.array(confidence)),
                "synthetic": pa.array(np.ones(size, np.int8)),
            }
        )


def _pick(random: np.random.Generator, size: int, weights: list[float]) -> Any:
    share = np.cumsum(np.array(weights) / sum(weights))
    return np.minimum(np.searchsorted(share, random.random(size)), len(weights) - 1)
