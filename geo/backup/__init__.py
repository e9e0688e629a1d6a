"""Backup: everything people save and publish as one verified archive, taken while the server runs, and its return."""
