"""What the computing-network page shows: the catalogue and the analysis brought together."""
