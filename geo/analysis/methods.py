"""Methods sheet: formula, parameters, seed, sources and versions of every analysis made, as rows of one table."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib.metadata import version
from typing import TYPE_CHECKING, Final

from geo import __version__
from geo.analysis.result import Parameters, Result

if TYPE_CHECKING:
    import pandas as pd

_OWN: Final = ("numpy", "pandas")


@dataclass(frozen=True, slots=True)
class Method:
    """One analysis.

    Attributes
    ----------
    key : id in results and texts (`analysis.method.<key>`, `analysis.method_help.<key>`).
    formula : as text; one with words in it is written for people as `analysis.formula.<key>` instead.
    sources : publications it follows.
    libraries : distributions that compute it, besides numpy and pandas.
    """

    key: str
    formula: str
    sources: tuple[str, ...]
    libraries: tuple[str, ...] = ()


METHODS: Final[dict[str, Method]] = {
    method.key: method
    for method in (
        Method(
            "location_quotient",
            "LQ_ij = (e_ij / e_j) / (e_i / e)",
            (
                "Florence (1939)",
                "Farhauer & Kröll (2014), Standorttheorien",
                "Efron & Tibshirani (1993), An Introduction to the Bootstrap",
            ),
        ),
        Method(
            "regions",
            "HHI = Σ s²;  G = 2 / (n² R̄) Σ i (R_i − R̄);  K = Σ |s_i − r_i|",
            ("Hirschman (1964)", "Krugman (1991), Geography and Trade", "Wieland (2019), REGION 6(3)"),
            ("inequality",),
        ),
        Method(
            "industries",
            "G as above over regions;  H = ½ Σ |s_r − x_r|;  "
            "γ = [Σ (s_r − x_r)² − (1 − Σ x_r²) H_plants] / [(1 − Σ x_r²)(1 − H_plants)]",
            ("Hoover (1936)", "Ellison & Glaeser (1997), Journal of Political Economy 105(5)"),
            ("inequality",),
        ),
        Method(
            "proximity_quotient",
            "F_ij = (Σ_k w_ik e_kj / Σ_k w_ik e_k) / (e_j / e);  w = exp(−d² / 2b²) or (1 − d²/b²)²",
            ("Cromley & Hanink (2012), Geographical Analysis 44(4)",),
        ),
        Method(
            "choropleth", "x → class by the limits of the scheme", ("Jenks (1967)", "Jiang (2013)"), ("mapclassify",)
        ),
        Method(
            "dbscan",
            "core: |{q : d(p, q) ≤ ε}| ≥ m;  clusters: core points within ε, and what they reach",
            ("Ester et al. (1996), KDD",),
            ("scikit-learn", "shapely"),
        ),
        Method(
            "hdbscan",
            "hierarchy of DBSCAN over all ε; the most stable clusters, none closer than ε̂",
            ("Campello, Moulavi & Sander (2013)", "Malzer & Baum (2020)"),
            ("scikit-learn", "shapely"),
        ),
        Method(
            "nearest_neighbours",
            "R = d̄ / (½ √(A / n))",
            ("Clark & Evans (1954), Ecology 35(4)",),
            ("scipy", "shapely"),
        ),
        Method(
            "ripley",
            "K(r) = A / n · mean over points with b_i ≥ r of |{j ≠ i : d_ij < r}|;  L(r) = √(K / π)",
            ("Ripley (1977, 1988)", "Diggle (2013)", "Myllymäki et al. (2017), JRSS B 79"),
            ("scipy", "shapely"),
        ),
        Method(
            "hot_spots",
            "G*_i = Σ_j w_ij x_j / Σ_j x_j, standardised;  q by Benjamini–Hochberg",
            ("Getis & Ord (1992)", "Ord & Getis (1995)", "Benjamini & Hochberg (1995)"),
            ("esda", "libpysal", "scipy"),
        ),
        Method(
            "local_moran",
            "I_i = z_i Σ_j w_ij z_j / m₂;  q by Benjamini–Hochberg",
            ("Moran (1950)", "Anselin (1995)", "Castro & Singer (2006)"),
            ("esda", "libpysal", "scipy"),
        ),
        Method(
            "scorecard",
            "z = (share − mean of the cases) / standard deviation of the cases; the largest mark, if it leads by 0.5",
            ("CCID (2024-01-09): four models of digital-industry clusters",),
        ),
    )
}


WORDED: Final = (
    "choropleth",
    "dbscan",
    "hdbscan",
    "hot_spots",
    "industries",
    "local_moran",
    "proximity_quotient",
    "ripley",
    "scorecard",
)
"""Methods whose formula has words in it: texts `analysis.formula.<key>`."""


@dataclass(frozen=True, slots=True)
class MethodRow:
    """One analysis as it was made.

    Attributes
    ----------
    method : key of METHODS.
    formula, sources : of the method.
    parameters : key of PARAMETERS -> value used.
    seed : of the random draws, None where there were none.
    cautions : codes of the cautions that go with the result.
    versions : name -> version of what computed it, this program among them.
    data : what it was computed from, as the person named it.
    """

    method: str
    formula: str
    sources: tuple[str, ...]
    parameters: Parameters
    seed: int | None
    cautions: tuple[str, ...]
    versions: dict[str, str]
    data: str


def method_row(result: Result, *, data: str) -> MethodRow:
    """Return the methods sheet's row of one result.

    Parameters
    ----------
    data : name of the layer and its version, such as a digest.
    """
    method = METHODS[result.method]
    versions = {"digital-cluster-observatory": __version__}
    versions |= {name: version(name) for name in (*_OWN, *method.libraries)}
    return MethodRow(
        method.key,
        method.formula,
        method.sources,
        dict(result.parameters),
        result.seed,
        tuple(caution.code for caution in result.cautions),
        versions,
        data,
    )


def sheet(rows: Iterable[MethodRow]) -> pd.DataFrame:
    """Return method rows as a table of texts, for download; its columns are those of MethodRow."""
    import pandas as pd

    return pd.DataFrame(
        [
            {
                "method": row.method,
                "formula": row.formula,
                "parameters": _pairs(row.parameters),
                "seed": "" if row.seed is None else str(row.seed),
                "cautions": "; ".join(row.cautions),
                "sources": "; ".join(row.sources),
                "versions": _pairs(row.versions),
                "data": row.data,
            }
            for row in rows
        ],
        columns=["method", "formula", "parameters", "seed", "cautions", "sources", "versions", "data"],
    )


def _pairs(values: Mapping[str, object]) -> str:
    return "; ".join(f"{key} = {value}" for key, value in values.items())
