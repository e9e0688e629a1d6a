"""Tests of signing in, roles, keys and the audit record."""
