"""Keeping: the ground of everything people save: a repository, persons, the audit record, files named by content."""
