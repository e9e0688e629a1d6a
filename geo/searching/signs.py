"""Signs: traditional and Japanese forms of Han signs as the simplified ones, sign for sign.

What a sign is written as today in mainland China says `opencc` (the dictionary of the Open Chinese Convert project);
the forms that only Japan has (shinjitai) stand here, because that dictionary knows them within words only.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from opencc import OpenCC

_IN_JAPAN: Final = (
    "総気広鉄価済図県駅検権団関労営栄厳満戦帯対発変沢浜辺転伝実楽薬渋歩黒徳増蔵従縦悪亜両円塩応芸様覚顕験"
    "険鉱繊択拡挙桜産読売続絵継渓軽剣圏効砕雑焼証譲醸粋穂瀬専銭巣単弾遅聴鋳脳覇廃拝髪抜冨払豊訳謡頼竜隣塁"
    "齢歴録塚"
)
_HERE: Final = (
    "总气广铁价济图县驿检权团关劳营荣严满战带对发变泽滨边转传实乐药涩步黑德增藏从纵恶亚两圆盐应艺样觉显验"
    "险矿纤择扩举樱产读卖续绘继溪轻剑圈效碎杂烧证让酿粹穗濑专钱巢单弹迟听铸脑霸废拜发拔富拂丰译谣赖龙邻垒"
    "龄历录冢"
)
_JAPANESE: Final = dict(zip(_IN_JAPAN, _HERE, strict=True))


def simplified(sign: str) -> str:
    """Return a Han sign as it is written in mainland China; any other sign as it is.

    Examples
    --------
    >>> "".join(map(simplified, "臺積電 総研 電動車"))
    '台积电 总研 电动车'
    """
    known = _JAPANESE.get(sign)
    if known is not None:
        return known
    made = _converter().convert(sign)
    return made if len(made) == 1 else sign


@cache
def _converter() -> OpenCC:
    from opencc import OpenCC

    return OpenCC("t2s")
