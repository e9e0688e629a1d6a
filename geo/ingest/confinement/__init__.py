"""Confinement of the reading process: which files, system calls, memory and time it has."""
