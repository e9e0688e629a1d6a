"""Pieces of the policy library: session, filters, list, timeline, map and the mix beside peers; CSS beside them.

Link keys stand in geo.policies.state.
"""
