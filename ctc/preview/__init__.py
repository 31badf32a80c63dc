"""Payloads as their recipients would see them: one self-contained HTML page, and the pieces it is made of.

Takes payloads; gives HTML text. Campaign content is untrusted: escaped, framed, never run, never fetched.
"""
