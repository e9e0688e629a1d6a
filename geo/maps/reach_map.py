"""What the map script is told about the reach of a place; ids, numbers and registry keys only."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from geo.analysis.gazetteer import Place
from geo.analysis.network import Ring
from geo.maps.drawing import Aim, Chosen, Drawing

if TYPE_CHECKING:
    import pandas as pd

LAYERS: Final = ("computing", "parks", "links", "graticule", "admin")
DEFAULT_LAYERS: Final = ("computing", "parks", "links", "graticule")
VIEW: Final[Aim] = {"lat": 34.0, "lng": 112.0, "zoom": 5}  # where the map starts; it stays where a person moves it


def reach_state(
    origin: Place,
    rows: pd.DataFrame,
    rings: Sequence[Ring],
    *,
    layers: Sequence[str],
    language: str,
    version: str,
    basemap: bool,
    selected: Chosen | None,
) -> Drawing:
    """Return the drawing state of the reach map (see `view.js` and `reach.js`).

    Parameters
    ----------
    rows : one per cluster: `id`, `verdict`, `estimate_ms`.
    version : of the store, so that browsers keep what they fetched.
    """
    return {
        "layers": sorted(layers),
        "query": "",
        "clusters": None,
        "links": None,
        "language": language,
        "version": version,
        "view": VIEW,
        "basemap": basemap,
        "selected": selected,
        "reach": {
            "origin": {"lat": origin.lat, "lng": origin.lon, "radius_m": origin.uncertainty_m},
            "rings": [{"edge": ring.edge, "points": [list(point) for point in ring.points]} for ring in rings],
            "sites": {
                site_id: {"verdict": verdict, "ms": round(float(ms), 2)}
                for site_id, verdict, ms in zip(rows["id"], rows["verdict"], rows["estimate_ms"], strict=True)
            },
        },
    }
