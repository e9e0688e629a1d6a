"""The observatory page's pieces.

session: the state in force and the address; controls: what is asked for; findings: what it says; view: map and ranked
table, linked; scatter: size against specialisation; notes: method, source, coverage; export: files.
Link keys: country, data, group, ind, method, measure, year, size, kind, in, sel, w (see geo.observatory.state).
"""
