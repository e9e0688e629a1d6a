"""Partners: organisations that could work together across clusters: found, matched, and brought together."""
