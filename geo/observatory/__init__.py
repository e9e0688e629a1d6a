"""The observatory page: which figures are asked for, the ranked regions, what they say, and their areas as tiles."""
