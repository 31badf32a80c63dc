"""Where a journal can live: SQLite for one person, PostgreSQL for a team, memory for tests (edges).

Each implements :class:`ctc.state.store.Store`, and one suite of tests holds for all of them.
"""
