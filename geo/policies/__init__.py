"""Policies: the library of instruments that made or moved clusters: searched, drawn, and compared by peers."""
