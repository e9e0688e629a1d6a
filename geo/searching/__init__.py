"""Searching: full text in Chinese and English with one index for both, synonyms across them, and typing errors."""
