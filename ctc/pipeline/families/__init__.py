"""Families from data: one campaign for each row of a file.

Takes a document whose ``each`` names a data file; gives the units of its rows, and findings: a row's at the row, the
document's at the document, once.
"""
