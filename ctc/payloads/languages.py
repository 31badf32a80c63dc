"""What a pasted text is, where ctc cannot read it: named, so that its author knows what to paste instead."""

import re
from collections.abc import Mapping
from typing import Final

from ctc.patterns import pattern

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
        ("Perl", r"^[ \t]*(?:use\s+[\w:]+(?:\s[^\n]*)?;|my\s+[$@%]\w+)"),
        ("PHP", r"<\?php|\bcurl_setopt|^[ \t]*\$\w+\s*=(?!=)|" + _START + r"array\s*\("),
        ("C#", r"^[ \t]*using\s+[A-Z][\w.]+;|\bnew\s+(?:HttpClient|RestClient|HttpRequestMessage)\b"),
        (
            "Java or Kotlin",
            r"\b(?:OkHttpClient|HttpRequest\.newBuilder|MediaType\.parse)\b|^[ \t]*import\s+(?:java|okhttp3)",
        ),
        ("Rust", r"\breqwest::|\bjson!\(|^[ \t]*let\s+mut\b|^[ \t]*use\s+\w+::"),
        ("Swift", r"\bURLRequest\(|\bURLSession\b|^[ \t]*import\s+(?:Foundation|Alamofire)\b"),
        ("Dart", r"\bUri\.parse\(|^[ \t]*import\s+['\"]package:"),
        ("Elixir", r"\b(?:HTTPoison|Req|Tesla|Finch)\.\w+[!(]|%\{|^[ \t]*defmodule\b"),
        ("R", r"\bhttr2?::|^[ \t]*library\(|^[ \t]*\w+\s*<-"),
        ("Go", r"\bhttp\.NewRequest\b|^[ \t]*package\s+main\b"),
        ("Ruby", r"\bNet::HTTP\b|^[ \t]*require\s+['\"]"),
        (
            "JavaScript",
            r"^[ \t]*(?:const|let|var|await|async|export|function)\b|\bmodule\.exports\b"
            r"|\b(?:fetch|axios(?:\.\w+)?|JSON\.stringify|require)\s*\(",
        ),
        (
            "Python",
            r"^[ \t]*(?:import|from|def|async def|class)\s+\w|\bdict\(\w"
            r"|\brequests\.\w+\(|\bhttpx\.|^[ \t]*\w+\s*=(?!=)",
        ),
        ("HTML or XML", _START + "<"),
        ("a body in YAML", _START + r"(?:---\s+)?[A-Za-z_]+[ ]*:(?:[ ]+[^\s{]|\r?\n)"),
    )
)

_ARROWS: Final = pattern(r"\s*([{\[])\s*(?::\w+|['\"][^'\"\n]{0,200}['\"])\s*=>")
"""An object as Ruby or Perl writes it, or a list as PHP does."""

_MENDS: Final = {
    "a spec of ctc's": "check it with `ctc lint FILE`",
    "a body in YAML": "indent it below `campaign:` (`message:` where it has `to`), "
    "with `version: 1` and `id: NAME` above, and check that with `ctc lint FILE`",
}


def language_of(text: str) -> str | None:
    """What a text is that is neither JSON nor a command that ctc reads, in words; None where nobody knows."""
    if text.lstrip()[:1] in ("{", "[", '"'):
        arrow = _ARROWS.match(text)
        return None if arrow is None else "PHP" if arrow[1] == "[" else "Ruby or Perl"
    return next((name for name, pattern in _KINDS if pattern.search(text, 0, _LOOKED_AT)), None)


def tool_of(value: object) -> str | None:
    """What a JSON value is that some tool wrote and that is no body, in words; None where it may be one."""
    if not isinstance(value, Mapping):
        return None
    if isinstance(log := value.get("log"), Mapping) and "entries" in log:
        return "a HAR file, as browsers record it"
    if value.get("_type") == "export" or "__export_format" in value:
        return "an export of Insomnia"
    if "_postman_variable_scope" in value:
        return "an environment of Postman"
    if isinstance(value.get("requests"), list) and "name" in value and "target_mode" not in value:
        return "a Postman collection of version 1 (export it as v2.1)"
    if "openapi" in value or "swagger" in value:
        return "a description of an API (OpenAPI)"
    if value.get("status") in ("success", "fail", "partial") and not value.keys() & {
        "to",
        "content",
        "where",
    }:
        return "an answer of CleverTap's"
    return None


def mend_of(language: str) -> str:
    """What to do about it."""
    return _MENDS.get(language, READ)
