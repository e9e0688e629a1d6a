"""Governance: clusters followed over time, labelled, reported on and written down: series, register, board, report."""
