"""Regional statistics of the catalogue: regions, industries, periods and measures, and the classifications over them."""
