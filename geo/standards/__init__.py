"""Standards: the catalogue as OGC API - Features, TileJSON and metadata, for QGIS, GDAL, portals and notebooks."""
