"""Datasets of any size: registers of firms, read in bounded memory, kept in Morton order, counted exactly by tile."""
