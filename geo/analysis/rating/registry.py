"""The registry of rating methods: each with version, formula, sources, inputs, parameters and how it is computed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final

import numpy as np

from geo.analysis.errors import ParameterError
from geo.analysis.rating.cells import Cells, Flags, Floats
from geo.analysis.rating.complexity import complexity
from geo.analysis.rating.errors import MissingInputError, UnknownMethodError
from geo.analysis.rating.relatedness import diversification, relatedness
from geo.analysis.rating.shift_share import shift_share
from geo.analysis.rating.stars import productivity_stars, three_stars
from geo.analysis.rating.strong import strong_clusters


@dataclass(frozen=True, slots=True)
class Setting:
    """A number a method takes, with its default and its bounds."""

    default: float
    low: float
    high: float


@dataclass(frozen=True, slots=True, eq=False)
class Rating:
    """What a method says of every cell.

    Attributes
    ----------
    score : R x I, higher is stronger; NaN where nothing can be said.
    flags, parts : further columns of the answer, R x I, by name.
    """

    score: Floats
    flags: Mapping[str, Flags] = field(default_factory=dict)
    parts: Mapping[str, Floats] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Method:
    """A way of rating cells.

    Attributes
    ----------
    key, version : version changes when the same data would give other numbers.
    formula : in symbols, the same in every language. E_rc = jobs of industry c in region r.
    source_ids : rows of the table `sources`.
    inputs : keys of geo.analysis.rating.cells.INPUTS.
    settings : parameters by name.
    seen : False where thresholds are remembered and not read in a stored text; said beside every figure.
    """

    key: str
    version: str
    formula: str
    source_ids: str
    inputs: tuple[str, ...]
    run: Callable[[Cells, Mapping[str, float]], Rating]
    settings: Mapping[str, Setting] = field(default_factory=dict)
    seen: bool = True


def _quotient(cells: Cells, _values: Mapping[str, float]) -> Rating:
    lq = cells.quotients
    return Rating(lq, parts={"lq": lq})


def _strong(cells: Cells, values: Mapping[str, float]) -> Rating:
    lq = cells.quotients
    flags = strong_clusters(
        cells,
        lq_percentile=values["lq_percentile"],
        size_percentile=values["size_percentile"],
        least_lq=values["least_lq"],
    )
    return Rating(lq, flags={"strong": flags}, parts={"lq": lq})


def _three(cells: Cells, values: Mapping[str, float]) -> Rating:
    found = three_stars(cells, top=values["top_share"], least_sq=values["least_sq"])
    flags = {"size": found.size, "specialisation": found.specialisation, "focus": found.third}
    return Rating(found.count, flags=flags, parts={"lq": cells.quotients})


def _productivity(cells: Cells, values: Mapping[str, float]) -> Rating:
    found = productivity_stars(cells, top=values["top_share"])
    flags = {"size": found.size, "specialisation": found.specialisation, "productivity": found.third}
    return Rating(found.count, flags=flags, parts={"lq": cells.quotients})


def _shift(cells: Cells, _values: Mapping[str, float]) -> Rating:
    assert cells.earlier is not None  # noqa: S101 - checked against `inputs`
    found = shift_share(cells.earlier, cells.jobs)
    parts = {"national": found.national, "industry": found.industry, "regional": found.regional}
    return Rating(found.regional, parts=parts)


def _diversification(cells: Cells, _values: Mapping[str, float]) -> Rating:
    found = diversification(cells, relatedness(cells))
    return Rating(found.nearness, parts={"related_present": found.related_present, "lq": cells.quotients})


def _complexity(cells: Cells, _values: Mapping[str, float]) -> Rating:
    found = complexity(cells)
    score = np.repeat(found.regions[:, None], len(cells.industries), axis=1)
    industries = np.repeat(found.industries[None, :], len(cells.regions), axis=0)
    return Rating(score, parts={"complexity": score, "industry_complexity": industries, "lq": cells.quotients})


_LQ = "LQ_rc = (E_rc / E_r) / (E_c / E)"
_ALL: Final = (
    Method("lq", "1", _LQ, "case-c270", ("jobs", "totals"), _quotient),
    Method(
        "us_strong",
        "1",
        f"{_LQ}; LQ ≥ P75(LQ_c) ∧ E_rc > P25(E_c) ∧ N_rc > P25(N_c) ∧ LQ ≥ 1",
        "case-c260;st-porter",
        ("jobs", "totals", "establishments"),
        _strong,
        {
            "lq_percentile": Setting(75.0, 0.0, 100.0),
            "size_percentile": Setting(25.0, 0.0, 100.0),
            "least_lq": Setting(1.0, 0.0, 10.0),
        },
    ),
    Method(
        "eu_stars_focus",
        "2007-2013",
        "★ E_rc ∈ top 10 % of c; ★ SQ_rc = (E_rc / E_r) / (E_c / E) ≥ 2; ★ E_rc / E_r ∈ top 10 % of c",
        "case-c220;case-c221",
        ("jobs", "totals"),
        _three,
        {"top_share": Setting(0.10, 0.01, 0.5), "least_sq": Setting(2.0, 0.5, 10.0)},
        seen=False,
    ),
    Method(
        "eu_stars_productivity",
        "2014-2016",
        "★ E_rc ∈ top 20 % of c; ★ LQ_rc ∈ top 20 % of c; ★ W_rc / E_rc ∈ top 20 % of c",
        "case-c224;case-c225",
        ("jobs", "totals", "wages"),
        _productivity,
        {"top_share": Setting(0.20, 0.01, 0.5)},
        seen=False,
    ),
    Method(
        "shift_share",
        "Dunn 1960",
        "ΔE_rc = E_rc (E′/E − 1) + E_rc (E′_c/E_c − E′/E) + E_rc (E′_rc/E_rc − E′_c/E_c)",
        "case-c270",
        ("jobs", "earlier"),
        _shift,
    ),
    Method(
        "diversification",
        "1",
        "ω_rc = Σ_d φ_cd x_rd / Σ_d φ_cd; φ_cd = min(P(c|d), P(d|c)); x_rd = [LQ_rd ≥ 1]",
        "case-c263",
        ("jobs", "totals"),
        _diversification,
    ),
    Method(
        "complexity",
        "Hidalgo & Hausmann 2009",
        "K = 2nd eigenvector of D⁻¹ M U⁻¹ Mᵀ; M_rc = [LQ_rc ≥ 1]",
        "case-c270",
        ("jobs", "totals"),
        _complexity,
    ),
)
METHODS: Final[Mapping[str, Method]] = {method.key: method for method in _ALL}


def rate(cells: Cells, *, method: str, settings: Mapping[str, float] | None = None) -> Rating:
    """Rate every cell by a method.

    Raises
    ------
    UnknownMethodError
        for a key that is not in METHODS.
    MissingInputError
        naming every input the method needs and the cells do not have.
    ParameterError
        for a setting that is unknown or out of its bounds.
    """
    if method not in METHODS:
        raise UnknownMethodError(method, known=METHODS)
    chosen = METHODS[method]
    if missing := [name for name in chosen.inputs if not cells.has(name)]:
        raise MissingInputError(method, missing=missing)
    values = {name: setting.default for name, setting in chosen.settings.items()}
    for name, value in (settings or {}).items():
        if name not in chosen.settings:
            raise ParameterError(name, value, allowed=", ".join(chosen.settings) or "none")
        bounds = chosen.settings[name]
        if not bounds.low <= value <= bounds.high:
            raise ParameterError(name, value, allowed=f"{bounds.low:g} to {bounds.high:g}")
        values[name] = value
    return chosen.run(cells, values)
