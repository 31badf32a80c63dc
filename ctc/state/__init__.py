"""Stage 7, remember: a journal that is only ever appended to, and the fold over it.

Takes records; gives the state that plans are made against. Never edits, never deletes, holds no recipient and
no credential, and nothing that a dead process keeps.
"""
