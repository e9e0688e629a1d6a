"""Place names: what the keys of regions, places and clusters are called in both languages.

China's cities are named as the regional statistics name them; those the statistics leave out have their English names
here (official romanisations; code of GB/T 2260).
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from geo.catalog import boundaries, load_catalog
from geo.catalog.divisions import name_of
from geo.language import country_name
from geo.model import Text
from geo.settings import Settings
from geo.statistics.regions import regions

_MORE_EN: Final = {
    **{"152200": "Hinggan League", "152500": "Xilingol League", "152900": "Alxa League", "222400": "Yanbian"},
    **{"232700": "Da Hinggan Ling", "419001": "Jiyuan", "422800": "Enshi", "429004": "Xiantao", "429005": "Qianjiang"},
    **{"429006": "Tianmen", "429021": "Shennongjia", "433100": "Xiangxi", "469001": "Wuzhishan", "469002": "Qionghai"},
    **{"469005": "Wenchang", "469006": "Wanning", "469007": "Dongfang", "469021": "Ding'an", "469022": "Tunchang"},
    **{"469023": "Chengmai", "469024": "Lingao", "469025": "Baisha", "469026": "Changjiang", "469027": "Ledong"},
    **{"469028": "Lingshui", "469029": "Baoting", "469030": "Qiongzhong", "513200": "Ngawa", "513300": "Garzê"},
    **{"513400": "Liangshan", "522300": "Qianxinan", "522600": "Qiandongnan", "522700": "Qiannan"},
    **{"532300": "Chuxiong", "532500": "Honghe", "532600": "Wenshan", "532800": "Xishuangbanna", "532900": "Dali"},
    **{"533100": "Dehong", "533300": "Nujiang", "533400": "Diqing", "542500": "Ngari", "622900": "Linxia"},
    **{"623000": "Gannan", "632200": "Haibei", "632300": "Huangnan", "632600": "Golog", "632700": "Yushu"},
    **{"632800": "Haixi", "652300": "Changji", "652700": "Bortala", "652800": "Bayingolin", "652900": "Aksu"},
    **{"653000": "Kizilsu", "653100": "Kashgar", "653200": "Hotan", "654000": "Ili", "654200": "Tacheng"},
    **{"654300": "Altay", "659001": "Shihezi", "659002": "Aral", "659003": "Tumxuk", "659004": "Wujiaqu"},
    **{"659005": "Beitun", "659006": "Tiemenguan", "659007": "Shuanghe", "659008": "Kokdala", "659009": "Kunyu"},
    **{"659010": "Huyanghe", "659011": "Xinxing", "659012": "Baiyang"},
}


def name_of_key(column: str, key: str, language: str, *, config: Settings) -> str:
    """Return what a key of `region`, `place` or `cluster` is called; the key itself where nothing is known of it."""
    if column == "region":
        if key.startswith("CN-"):
            return name_of(load_catalog(config), key.removeprefix("CN-")).localised(language)
        return country_name(key, language)
    known = _cities(config) if column == "place" else _clusters(config)
    name = known.get(key)
    return name.localised(language) if name else key


@lru_cache(maxsize=2)
def _clusters(config: Settings) -> dict[str, Text]:
    table = load_catalog(config).table("clusters")
    return {
        key: Text(zh, en) for key, zh, en in zip(table["cluster_id"], table["name_zh"], table["name_en"], strict=True)
    }


@lru_cache(maxsize=2)
def _cities(config: Settings) -> dict[str, Text]:
    catalog = load_catalog(config)
    frame = boundaries.cn_prefectures(config)
    known = regions(catalog)
    found: dict[str, Text] = {}
    for key, name_zh in zip(frame["unit_id"], frame["name_zh"], strict=True):
        code = key.removeprefix("CN-")
        region = known.get(key)
        english = region.name.localised("en") if region else _MORE_EN.get(code, "")
        found[key] = Text(name_zh, english or name_of(catalog, code).localised("en"))
    return found
