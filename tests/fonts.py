"""`python -m tests.fonts`: writes the parts of Streamlit's fonts that are used, a tenth of what it brings.

Its font of Material Symbols has 4,309 icons and 375 kB, more than all scripts a first page needs; a hundred icons are
named by its scripts or ours. Its Source Sans has 1,615 signs and 171 kB, most for languages that are not written here;
a sign outside Latin is drawn in the font of the system, as Chinese is. `geo.serving.static` sends these parts instead.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, Final

import streamlit
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

from geo.serving.static import FONTS
from geo.settings import ROOT

STREAMLIT: Final = Path(streamlit.__file__).parent / "static" / "static"
ICONS: Final = "MaterialSymbols-Rounded"
LETTERS: Final = "SourceSansVF-Upright"
NAMED: Final = re.compile(r":material/([a-z0-9_]+):")
SPELLING: Final = "abcdefghijklmnopqrstuvwxyz0123456789_"
# Latin with its extensions A and B, accents, punctuation, raised and lowered figures, currencies, arrows, mathematics.
WRITTEN: Final = ((0x20, 0x24F), (0x300, 0x36F), (0x2000, 0x209F), (0x20A0, 0x20BF), (0x2100, 0x22FF))
FEATURES: Final = ["kern", "liga", "tnum", "ccmp", "locl", "mark", "mkmk"]
RESERVED: Final = "Source"  # the licence keeps this name for the whole font
OUR_NAME: Final = "Observatory"
NAMES: Final = (1, 3, 4, 6, 16, 25)  # the records of a font that say its name; others tell its maker and rights


def original(name: str) -> Path:
    """Return the file of a font as Streamlit brings it; its name holds a hash of what is in it."""
    (found,) = (STREAMLIT / "media").glob(f"{name}.*.woff2")
    return found


def icons_used() -> set[str]:
    """Return the names of the icons in the scripts of Streamlit, and in our pages and texts."""
    ours = [*(ROOT / "pages").rglob("*"), *(ROOT / "geo").rglob("*")]
    texts = [*(STREAMLIT / "js").glob("*.js"), *(file for file in ours if file.suffix in {".py", ".js", ".po", ".css"})]
    return {name for file in texts for name in NAMED.findall(file.read_text("utf-8"))}


def ligatures(font: TTFont) -> dict[str, str]:
    """Return the glyph of each icon by the name it is written by."""
    letters = {glyph: chr(code) for code, glyph in font.getBestCmap().items()}
    found = {}
    for lookup in font["GSUB"].table.LookupList.Lookup:
        for part in lookup.SubTable:
            rules = getattr(part, "ExtSubTable", part)
            for first, following in getattr(rules, "ligatures", {}).items():
                for rule in following:
                    name = "".join(letters.get(glyph, "?") for glyph in (first, *rule.Component))
                    found[name] = rule.LigGlyph
    return found


def icons() -> TTFont:
    """Return the font of the icons that are used."""
    font = TTFont(original(ICONS), recalcTimestamp=False)
    known, signs = ligatures(font), font.getBestCmap()
    glyphs = {signs[ord(sign)] for sign in SPELLING} | {known[name] for name in icons_used() & known.keys()}
    return _cut(font, ["*"], glyphs=glyphs)


def letters() -> TTFont:
    """Return the font of Latin letters, under a name of our own."""
    font = TTFont(original(LETTERS), recalcTimestamp=False)
    for record in font["name"].names:
        if record.nameID in NAMES:
            record.string = record.toUnicode().replace(RESERVED, OUR_NAME)
    return _cut(font, FEATURES, unicodes=[code for first, last in WRITTEN for code in range(first, last + 1)])


def _cut(font: TTFont, features: list[str], **chosen: Any) -> TTFont:
    options = Options(layout_closure=False, glyph_names=False, notdef_outline=True)
    options.layout_features = features
    subset = Subsetter(options)
    subset.populate(**chosen)
    subset.subset(font)
    font.flavor = "woff2"
    return font


def write(folder: Path) -> None:
    """Write both fonts under the names of those they are parts of."""
    for old in folder.glob("*.woff2"):
        old.unlink()
    for name, font in ((ICONS, icons()), (LETTERS, letters())):
        whole = original(name)
        font.save(folder / whole.name)
        print(f"{whole.name}: {whole.stat().st_size:,} to {(folder / whole.name).stat().st_size:,} bytes")


if __name__ == "__main__":
    write(FONTS)
