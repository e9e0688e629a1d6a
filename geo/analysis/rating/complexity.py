"""Economic complexity of regions and industries (Hidalgo and Hausmann 2009)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from geo.analysis.errors import TooFewError
from geo.analysis.rating.cells import Cells, Floats
from geo.analysis.rating.relatedness import present_in

_SMALL = 64  # regions; of fewer a whole decomposition is as fast


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
    present = present_in(cells).astype(np.float64)
    diversity, ubiquity = present.sum(axis=1), present.sum(axis=0)
    rows, columns = np.flatnonzero(diversity > 0), np.flatnonzero(ubiquity > 0)
    if min(len(rows), len(columns)) < 3:
        raise TooFewError("complexity", count=min(len(rows), len(columns)), least=3)
    inner = present[np.ix_(rows, columns)]
    d, u = inner.sum(axis=1), inner.sum(axis=0)
    # The symmetric form has the same spectrum, and an eigensolver that cannot give complex numbers.
    scaled = inner / np.sqrt(d)[:, None] / np.sqrt(u)[None, :]
    second = _second(scaled @ scaled.T, np.sqrt(d))
    across = scaled.T @ second
    length = np.linalg.norm(across)
    region = second / np.sqrt(d)
    industry = (across / length if length > 0 else across) / np.sqrt(u)
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
    unit = first / np.linalg.norm(first)
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


def _standard(values: Floats) -> Floats:
    spread = values.std()
    return (values - values.mean()) / spread if spread > 0 else np.zeros_like(values)
