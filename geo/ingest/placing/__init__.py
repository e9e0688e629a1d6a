"""Placing of a layer on the earth: reference systems, map datums, candidates and places by name."""
