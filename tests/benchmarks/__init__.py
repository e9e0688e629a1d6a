"""Measurements, apart from the tests: `make bench` writes them as JSON. A slow machine fails nothing here."""
