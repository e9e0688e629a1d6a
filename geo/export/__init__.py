"""Exports of a comparison, rendered from data: slides, a self-contained page, figures and a workbook."""
