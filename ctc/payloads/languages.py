"""What a pasted text is, where ctc cannot read it: named, so that its author knows what to paste instead."""

import re
from typing import Final

READ: Final = (
    "ctc reads JSON, JavaScript objects, Python dicts, curl commands, Postman collections and .http files: "
    "paste the body alone, from { to }"
)
_START: Final = r"\A(?:\s|//[^\n]*\n|#[^\n]*\n)*"
_LOOKED_AT: Final = 100_000
_KINDS: Final = tuple(
    (name, re.compile(pattern, re.MULTILINE))
    for name, pattern in (
        ("a spec of ctc's", _START + r"(?:---\s+)?(?:version|id|campaign|message)[ ]*:(?:\s|\Z)"),
        ("a wget command", _START + r"(?:[$%>][ ]+)?wget(?:\.exe)?\s"),
        (
            "an HTTPie command",
            _START + r"(?:[$%>][ ]+)?(?:https?|xhs?)\s+(?:-|(?:GET|POST|PUT)\b|:|\S{1,200}[./:]\S{0,200}\s)",
        ),
        (
            "a PowerShell command",
            r"(?i)\b(?:Invoke-(?:RestMethod|WebRequest)|irm|iwr)\s+-|ConvertTo-Json|@\{\s*['\"]?\w+",
        ),
        ("PHP", r"<\?php|\bcurl_setopt|^[ \t]*\$\w+\s*=(?!=)"),
        ("C#", r"^[ \t]*using\s+[A-Z][\w.]+;|\bnew\s+(?:HttpClient|RestClient|HttpRequestMessage)\b"),
        (
            "Java or Kotlin",
            r"\b(?:OkHttpClient|HttpRequest\.newBuilder|MediaType\.parse)\b|^[ \t]*import\s+(?:java|okhttp3)",
        ),
        ("Go", r"\bhttp\.NewRequest\b|^[ \t]*package\s+main\b"),
        ("Ruby", r"\bNet::HTTP\b|^[ \t]*require\s+['\"]"),
        (
            "JavaScript",
            r"^[ \t]*(?:const|let|var|await|async|export|function)\b"
            r"|\b(?:fetch|axios(?:\.\w+)?|JSON\.stringify|require)\s*\(",
        ),
        (
            "Python",
            r"^[ \t]*(?:import|from|def|async def|class)\s+\w|\brequests\.\w+\(|\bhttpx\.|^[ \t]*\w+\s*=(?!=)",
        ),
        ("HTML or XML", _START + "<"),
        ("a body in YAML", _START + r"(?:---\s+)?[A-Za-z_]+[ ]*:(?:[ ]+[^\s{]|\r?\n)"),
    )
)

_MENDS: Final = {
    "a spec of ctc's": "check it with `ctc lint FILE`",
    "a body in YAML": "indent it below `campaign:` (`message:` where it has `to`), "
    "with `version: 1` and `id: NAME` above, and check that with `ctc lint FILE`",
}


def language_of(text: str) -> str | None:
    """What a text is that is neither JSON nor a command that ctc reads, in words; None where nobody knows."""
    return next((name for name, pattern in _KINDS if pattern.search(text, 0, _LOOKED_AT)), None)


def mend_of(language: str) -> str:
    """What to do about it."""
    return _MENDS.get(language, READ)
