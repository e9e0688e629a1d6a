"""Statistics of one's own: a table of regions, industries, periods and values, read cell by cell, nothing dropped."""
