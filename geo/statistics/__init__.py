"""Regional statistics of the catalogue: regions, industries, periods and measures, and how they are classified."""
