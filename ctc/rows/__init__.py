"""Data files: CSV with a header, NDJSON, or a JSON list of objects, read as a stream.

Takes bytes; gives rows with the place of every cell, and findings at the file's own line and column. A finding names
columns and never shows a cell of a column that it is told to hide.
"""
