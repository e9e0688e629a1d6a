"""Tests of the registers of any size."""
