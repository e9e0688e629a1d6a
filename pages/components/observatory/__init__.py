"""The observatory page's pieces.

session: the state in force and the address; controls: what is asked for; says: what the figures mean, what they say
and how they were made; anchors: what findings lead to; view: map and ranked table, linked; scatter: size against
specialisation; export: files.
Link keys: country, data, group, ind, method, measure, year, size, kind, in, sel, w (see geo.observatory.state).
"""
