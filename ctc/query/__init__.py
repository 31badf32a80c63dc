"""The query language of ``where``: parsed, then evaluated over a population. Pure."""
