"""A comparison of cases: what is gathered, its state in a link, its story, and its words for page and exports."""
