"""Ratings of regions by industry: named, versioned methods over one table of cells, and what their scores are worth."""
