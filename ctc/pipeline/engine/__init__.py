"""What lint, compile and plan share: files become facts and payloads, facts become findings.

Takes settings and files; gives the facts of each file, and the findings of all. ``engine.py`` is the only door.
"""
