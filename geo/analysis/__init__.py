"""Pure functions on frames and things: indicators, concentration, point patterns, latency, placement, scorecards."""
