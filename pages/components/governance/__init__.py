"""The governance page: session (link and state), findings, changes, targets, board, calendar, digest, register, report.

Keys of the link: see geo.governance.state.LINK. Its look is governance.css.
"""
