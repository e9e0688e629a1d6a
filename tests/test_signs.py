"""The registry of signs: complete, told apart without colour and by colour-blind eyes, and the only one there is."""

from __future__ import annotations

import itertools
import re

import numpy as np
import pytest

from geo import signs
from geo.model import CLUSTER_MODELS, EVIDENCE, LOAD_CLASSES, NO_MODEL, ORGANISATION_FAMILIES
from geo.settings import ROOT

# Machado, Oliveira and Fernandes (2009), A physiologically-based model for simulation of colour vision deficiency,
# severity 1.0: what full protanopes, deuteranopes and tritanopes see, in linear RGB.
EYES = {
    "normal": np.eye(3),
    "protanope": [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
    "deuteranope": [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]],
    "tritanope": [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]],
}
TO_XYZ = np.array(
    [[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750], [0.0193339, 0.119192, 0.9503041]]
)
WHITE = np.array([0.95047, 1.0, 1.08883])
COLOURS = {key: sign.colour for key, sign in signs.MODELS.items()} | {"computing": signs.COMPUTING}


def linear(colour: str) -> np.ndarray:
    channels = np.array([int(colour[at : at + 2], 16) for at in (1, 3, 5)]) / 255
    return np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)


def lab(rgb: np.ndarray) -> np.ndarray:
    ratio = TO_XYZ @ rgb / WHITE
    x, y, z = np.where(ratio > 0.008856, np.cbrt(ratio), 7.787 * ratio + 16 / 116)
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


def contrast(one: str, other: str) -> float:
    high, low = sorted((float(TO_XYZ[1] @ linear(colour)) for colour in (one, other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def test_every_key_of_the_model_has_its_sign() -> None:
    assert set(signs.MODELS) == {*CLUSTER_MODELS, NO_MODEL}
    assert set(signs.GLYPHS) == set(ORGANISATION_FAMILIES.values())
    assert set(signs.LOADS) == set(LOAD_CLASSES)
    assert set(signs.EVIDENCE_WIDTHS_PX) == set(EVIDENCE)
    for sign in signs.MODELS.values():
        assert sign.shape in signs.SHAPES and sign.dash in signs.DASHES and sign.pattern in signs.PATTERNS


@pytest.mark.parametrize("part", ["colour", "shape", "dash", "pattern"])
def test_each_part_of_a_sign_alone_tells_the_models_apart(part: str) -> None:
    assert len({getattr(sign, part) for sign in signs.MODELS.values()}) == len(signs.MODELS)


@pytest.mark.parametrize("eyes", EYES)
def test_models_and_computing_are_told_apart_by_any_eyes(eyes: str) -> None:
    seen = {key: lab(np.clip(EYES[eyes] @ linear(colour), 0, 1)) for key, colour in COLOURS.items()}
    nearest = min(np.linalg.norm(seen[a] - seen[b]) for a, b in itertools.combinations(seen, 2))
    assert nearest > (35 if eyes == "normal" else 12)


@pytest.mark.parametrize("ground", [signs.LAND, signs.WATER, signs.PAPER])
def test_text_and_lines_are_seen_on_land_water_and_paper(ground: str) -> None:
    for text in (signs.INK, signs.MUTED, signs.COMPUTING_TEXT):
        assert contrast(text, ground) >= 4.5
    for line in (signs.COMPUTING, signs.GREY, signs.ACCENT):
        assert contrast(line, ground) >= 3


def test_the_contrast_is_that_of_wcag() -> None:
    assert contrast("#FFFFFF", "#000000") == pytest.approx(21)
    assert contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.01)


def test_no_one_else_keeps_colours_of_the_models_or_of_computing() -> None:
    kept = re.compile("|".join(sorted({*COLOURS.values()} - {signs.GREY, signs.ACCENT})), re.IGNORECASE)
    files = [
        path for room in ("geo", "pages") for path in (ROOT / room).rglob("*") if path.suffix in (".py", ".js", ".css")
    ]
    assert [str(path) for path in files if path.name != "signs.py" and kept.search(path.read_text("utf-8"))] == []
