"""Workspaces: a person's layers, studies and choices, kept by name until they expire, shared, taken along."""
