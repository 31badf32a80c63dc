"""Tests of campaigns: would this person get it, and what would he or she read?

Takes the documents of ``*.test.yaml`` and compiled requests; gives failures with the line that they are about. Asks no
clock and no network, and never passes what nobody can decide.
"""
