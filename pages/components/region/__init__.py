"""The region page's pieces.

session: the region in force and the address; sheet: everything that is shown of it. Link key: id (a region's id, as in
the table `regions`, or a cluster of the catalogue whose place it is).
"""
