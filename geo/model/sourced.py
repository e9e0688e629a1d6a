"""What every thing of ours carries: where it comes from, its date, how far it is to be trusted, and its place."""

from __future__ import annotations

import math
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Sourced:
    """Something with a source.

    Attributes
    ----------
    source_ids : ids of sources joined by ``;``, as `Catalog.sources` reads them.
    as_of : ISO date it stands for.
    confidence : key of CONFIDENCES; "" where nothing is rated.
    """

    source_ids: str = ""
    as_of: str = ""
    confidence: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed(Sourced):
    """Something with a point.

    Attributes
    ----------
    lon, lat : degrees, EPSG:4326; NaN where a package gives no point, which its own schema calls a fault.
    precision : key of PRECISIONS; "" where it is not known.
    uncertainty_m : radius within which it lies; None where it is not known.
    """

    lon: float
    lat: float
    precision: str = ""
    uncertainty_m: float | None = None

    @property
    def is_placed(self) -> bool:
        """Tell whether it has a point."""
        return not (math.isnan(self.lon) or math.isnan(self.lat))
