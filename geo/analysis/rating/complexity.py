"""Economic complexity of regions and industries (Hidalgo and Hausmann 2009)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from geo.analysis.errors import TooFewError
from geo.analysis.rating.cells import Cells, Flags, Floats
from geo.analysis.rating.relatedness import present_in

_SMALL = 64  # regions; of fewer a whole decomposition is as fast
_LARGE = 200
_STEPS = 12


@dataclass(frozen=True, slots=True, eq=False)
class Complexity:
    """Standardised indices: regions R, industries I; NaN for those without any specialisation."""

    regions: Floats
    industries: Floats
    diversity: Floats


def complexity(cells: Cells) -> Complexity:
    """Return the economic complexity index of regions and the product complexity index of industries.

    The second eigenvector of the matrix of shared specialisations (quotient of 1 or more), with the sign in which
    diverse regions score high, standardised to mean 0 and standard deviation 1.

    Raises
    ------
    TooFewError
        with fewer than three regions or industries that have a specialisation.
    """
    return complexity_of(present_in(cells))


def complexity_of(present: Flags, *, near: Floats | None = None) -> Complexity:
    """Return the indices of a table that says which regions are specialised in which industries, R x I.

    Parameters
    ----------
    near : R, the regions' indices in a table that differs little. Of a large table a few steps from there take the
        place of the whole decomposition.

    Raises
    ------
    TooFewError
        as `complexity` does.
    """
    diversity, ubiquity = present.sum(axis=1, dtype=np.float64), present.sum(axis=0, dtype=np.float64)
    rows, columns = np.flatnonzero(diversity > 0), np.flatnonzero(ubiquity > 0)
    if min(len(rows), len(columns)) < 3:
        raise TooFewError("complexity", count=min(len(rows), len(columns)), least=3)
    inner = present[np.ix_(rows, columns)].astype(np.float64)
    d, u = inner.sum(axis=1), inner.sum(axis=0)
    # The symmetric form has the same spectrum, and an eigensolver that cannot give complex numbers.
    scaled = inner / np.sqrt(d)[:, None] / np.sqrt(u)[None, :]
    if near is not None and min(scaled.shape) > _LARGE:
        second = _stepped(scaled, np.sqrt(d), np.nan_to_num(near[rows]) * np.sqrt(d))
    elif len(columns) < len(rows):  # the smaller side has the same spectrum too
        second = _unit(scaled @ _second(scaled.T @ scaled, np.sqrt(u)))
    else:
        second = _second(scaled @ scaled.T, np.sqrt(d))
    across = _unit(scaled.T @ second)
    region, industry = second / np.sqrt(d), across / np.sqrt(u)
    sign = -1.0 if np.corrcoef(region, d)[0, 1] < 0 else 1.0
    found = Complexity(np.full(len(diversity), np.nan), np.full(len(ubiquity), np.nan), diversity)
    found.regions[rows] = _standard(sign * region)
    found.industries[columns] = _standard(sign * industry)
    return found


def _second(matrix: Floats, first: Floats) -> Floats:
    """Return the eigenvector of the second largest eigenvalue of a symmetric matrix whose first one is known.

    The first has eigenvalue 1 and is taken out, so that the second is the largest of what is left; Lanczos finds that
    in a few products, where a whole decomposition of a thousand regions takes ten times as long.
    """
    from scipy.linalg import eigh
    from scipy.sparse.linalg import ArpackNoConvergence, eigsh

    count = len(matrix)
    unit = _unit(first)
    if count > _SMALL:
        start = np.cos(np.arange(count, dtype=np.float64))  # any fixed vector: the same data give the same bytes
        try:
            _, vectors = eigsh(matrix - np.outer(unit, unit), k=1, which="LA", v0=start, maxiter=50 * count)
        except ArpackNoConvergence:
            pass
        else:
            return np.asarray(vectors[:, 0])
    _, vectors = eigh(matrix, subset_by_index=[count - 2, count - 2])
    return np.asarray(vectors[:, 0])


def _stepped(scaled: Floats, first: Floats, start: Floats) -> Floats:
    """Return about the same vector by power iteration from one that is near it, without forming the matrix."""
    narrow = scaled.astype(np.float32)  # half the memory to read
    unit = _unit(first)
    found = start
    for _ in range(_STEPS):
        found = _unit(found - unit * (unit @ found))
        found = np.asarray(narrow @ (narrow.T @ found.astype(np.float32)), dtype=np.float64)
    return _unit(found - unit * (unit @ found))


def _unit(vector: Floats) -> Floats:
    length = np.linalg.norm(vector)
    return vector / length if length > 0 else vector


def _standard(values: Floats) -> Floats:
    spread = values.std()
    return (values - values.mean()) / spread if spread > 0 else np.zeros_like(values)
