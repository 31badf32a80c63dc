"""People and what they did: what a query is asked of.

Takes files of people, or the sample that ships; gives a :class:`~ctc.people.population.Population`. Shared by the
sandbox and by tests of campaigns; knows nothing of either.
"""
