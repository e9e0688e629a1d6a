"""Reads the data package: tables, sources, boundaries, search and the cards beside the map."""

from geo.catalog.package import Catalog, Field, Licence, Resource, load_catalog

__all__ = ["Catalog", "Field", "Licence", "Resource", "load_catalog"]
