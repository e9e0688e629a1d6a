"""Views the map can jump to: China, the world, and the four main cases."""

from __future__ import annotations

from typing import Final

from geo.maps.state import HOME, View

# Zooms are chosen so that the whole area fits a map of 800 x 560 pixels.
QUICK_VIEWS: Final[dict[str, View]] = {
    "china": HOME,
    "world": View(25.0, 60.0, 2),
    "tsukuba": View(36.1, 140.1, 11),
    "silicon_valley": View(37.4, -122.1, 9),
    "ruhr": View(51.5, 7.2, 9),
    "microsoft_cloud": View(47.65, -122.13, 5),
}
