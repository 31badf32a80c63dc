"""Payloads as their recipients would see them: one self-contained HTML page, and the pieces it is made of.

Takes payloads; gives HTML text. Campaign content is untrusted: escaped, framed, never run, never fetched.
"""

from ctc.personalisation.personas import PERSONAS, Persona
from ctc.preview.message import Message
from ctc.preview.page import render_page
from ctc.preview.rendering import changes_html, message_html, script, stylesheet

__all__ = [
    "PERSONAS",
    "Message",
    "Persona",
    "changes_html",
    "message_html",
    "render_page",
    "script",
    "stylesheet",
]
