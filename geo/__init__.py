"""The domain of the Digital Cluster Observatory: data, maps, tiles and analysis, without any user interface."""

__version__ = "0.2.0"
