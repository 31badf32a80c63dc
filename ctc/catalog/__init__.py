"""The catalog: the names that an account has, as a team wrote them down.

Takes the data of ``catalog.yaml`` and ``catalog/*.yaml``; gives a :class:`~ctc.catalog.catalog.Catalog`. Takes the
tracking plans of other tools, too, and gives what they say as a catalog. Knows nothing of specs; reads no file.
"""
