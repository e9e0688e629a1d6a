"""Faults of a tile's address: its layer, its z/x/y and its filter."""

from __future__ import annotations

from geo.errors import ObservatoryError


class UnknownLayerError(ObservatoryError):
    """A tile layer or object kind that does not exist was asked for."""

    code = "unknown_layer"
    status = 404

    def __init__(self, layer: str, *, known: tuple[str, ...]) -> None:
        names = ", ".join(known)
        super().__init__(f"There is no layer {layer!r}. Layers: {names}.", layer=layer, known=names)


class TileAddressError(ObservatoryError):
    """A tile's z/x/y is not a tile of the pyramid."""

    code = "tile_address"
    status = 400


class FilterError(ObservatoryError):
    """A filter does not follow the grammar or names a value that is not on the allow-list."""

    code = "filter"
    status = 400
