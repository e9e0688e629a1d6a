"""Serving: what one server process does beside answering, and several of them behind one address."""
