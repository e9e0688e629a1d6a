"""Words of headings that name coordinates: axes, pairs, hemispheres, minutes and seconds, and the datums."""

from __future__ import annotations

import re
from typing import Final

# Header words after `_plain`: lower case, no spaces or punctuation.
X: Final = (
    "lon",
    "lng",
    "long",
    "longitude",
    "经度",
    "東經",
    "东经",
    "经度e",
    "x",
    "xcoord",
    "xcoordinate",
    "coordx",
    "pointx",
    "x坐标",
    "横坐标",
    "坐标x",
    "east",
    "easting",
    "länge",
    "längengrad",
    "xcentroid",
    "centroidx",
    "xcenter",
    "xcentre",
    "centerx",
    "centrex",
    "centrox",
    "中心x",
    "mapx",
    "geox",
    "posx",
    "gpsx",
    "东坐标",
    "e坐标",
    "坐标e",
    "东向坐标",
    "jingdu",
    "経度",
    "долгота",
    "横轴坐标",
    *("경도", "boylam", "długość", "długośćgeograficzna", "lengtegraad", "længdegrad", "lengdegrad", "pituusaste"),
    *("kinhđộ", "kinhdo", "خطالطول", "ลองจิจูด", "γεωγραφικόμήκος", "довгота", "bujur"),
)
Y: Final = (
    "lat",
    "latitude",
    "纬度",
    "緯度",
    "北纬",
    "北緯",
    "纬度n",
    "y",
    "ycoord",
    "ycoordinate",
    "coordy",
    "pointy",
    "y坐标",
    "纵坐标",
    "坐标y",
    "north",
    "northing",
    "breite",
    "breitengrad",
    "ycentroid",
    "centroidy",
    "ycenter",
    "ycentre",
    "centery",
    "centrey",
    "centroy",
    "中心y",
    "mapy",
    "geoy",
    "posy",
    "gpsy",
    "北坐标",
    "n坐标",
    "坐标n",
    "北向坐标",
    "weidu",
    "широта",
    "纵轴坐标",
    *("위도", "enlem", "szerokość", "szerokośćgeograficzna", "breedtegraad", "breddegrad", "leveysaste"),
    *("vĩđộ", "vido", "خطالعرض", "ละติจูด", "γεωγραφικόπλάτος", "lintang"),
)
X_ALSO: Final = ("经", "經", "經度")
Y_ALSO: Final = ("纬", "緯")
GEOMETRY: Final = ("wkt", "geom", "geometry", "thegeom", "wkbgeometry", "shape", "几何", "空间信息", "wkb")
# A longer heading that holds one of these and not the other says the same, such as 企业所在地经度坐标.
WITHIN: Final = (("经度", "經度", "経度", "longitude"), ("纬度", "緯度", "latitude"))
BARE: Final = (("e", "东", "jd"), ("n", "北", "wd"))  # only where both are there: one alone is a count or a word
PAIR: Final = (
    "坐标",
    "经纬度",
    "lonlat",
    "lnglat",
    "latlon",
    "latlng",
    "location",
    "coordinates",
    "coordinate",
    "coords",
    "coord",
    "位置",
    "gps",
    "gps坐标",
    "点位",
    "latlong",
    "longlat",
    "latitudelongitude",
    "longitudelatitude",
    "经度纬度",
    "纬度经度",
    "纬经度",
    "geopoint",
    "geopoint2d",
    "geolocation",
    "geocode",
    "position",
    "坐标点",
    "地理坐标",
    "gps位置",
    *("loc", "center", "centre", "centroid", "centerpoint", "中心", "中心点", "中心坐标"),
)
YX_FIRST: Final = re.compile(r"^(lat|纬|緯|y)|^(n|北)[,，]?(e|东)")
XY_FIRST: Final = re.compile(r"^(lon|lng|经|經|x)")
# What a heading of a pair says of its parts, such as 坐标(纬度,经度) or "Position (lat, lon)".
PART_X: Final = re.compile(r"经度?|經度?|longitude|(?<![a-z])(?:long|lon|lng)(?![a-z])", re.IGNORECASE)
PART_Y: Final = re.compile(r"纬度?|緯度?|latitude|(?<![a-z])lat(?![a-z])", re.IGNORECASE)
YX_BY_CUSTOM: Final = ("geopoint", "geopoint2d")  # Opendatasoft's export writes latitude first
LETTERS: Final = (
    {"e": 1, "w": -1, "东": 1, "東": 1, "西": -1, "east": 1, "west": -1, "东经": 1, "西经": -1},
    {"n": 1, "s": -1, "北": 1, "南": -1, "north": 1, "south": -1, "北纬": 1, "南纬": -1},
)
# Whole degrees, minutes and seconds in columns of their own, by what follows or stands before the axis' name.
STEMS: Final = (("lon", "lng", "long", "longitude", "经度", "经"), ("lat", "latitude", "纬度", "纬"))
DEGREES_WORD: Final = re.compile(r"(?:degrees?|deg|(?<=[a-z])d|度)$|^(?:degrees?|deg|d)(?=la|lo|ln)")
FRACTION_WORDS: Final = (
    ("minutes", "minute", "mins", "min", "m", "分", "度分"),
    ("seconds", "second", "secs", "sec", "s", "秒", "度秒"),
)
DATUM_WORDS: Final = {
    "gcj02": ("gcj02", "gcj", "火星", "高德", "amap", "腾讯", "tencent", "国测局"),
    "bd09": ("bd09", "baidu", "百度", "bd"),
    "wgs84": ("wgs84", "wgs", "gps", "cgcs2000", "2000"),
}
