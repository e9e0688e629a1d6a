"""Pieces of the partner finder: session, controls, results, interest, network, inside, chain, rounds; CSS beside them.

Link keys stand in geo.partners.state.
"""
