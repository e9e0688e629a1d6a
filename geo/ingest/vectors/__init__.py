"""Vector files of programs: shapefiles, GeoPackages, geodatabases, MapInfo tables, drawings and columnar formats."""
