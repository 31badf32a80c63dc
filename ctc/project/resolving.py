"""Settings that decide where requests go and what authenticates them: a literal, or one variable of the process.

``ctc.yaml`` comes with a pull request, so it chooses neither where a credential goes nor what becomes of it. A
setting is a literal or exactly ``{{ env.NAME }}``; it computes nothing, for a slice of a secret is masked by no
pipeline. Nothing here puts a value into words: what is said names the setting and the variable.
"""

import re
from collections.abc import Mapping
from typing import Final, NamedTuple
from urllib.parse import parse_qsl, unquote, urlsplit

from ctc.patterns import pattern
from ctc.regions import HOSTS

ENV_SETTINGS: Final = frozenset({"account_id", "passcode", "state", "api", "region", "trigger_token"})
"""Settings of an environment in which ``env`` is visible."""
LOOPBACK: Final = frozenset({"localhost", "127.0.0.1", "::1"})
ALLOWED_ENV: Final = "CTC_ALLOWED_ENV"
ALLOWED_HOSTS: Final = "CTC_ALLOWED_HOSTS"

_REFERENCE: Final = pattern(r"\{\{\s*env\.([A-Za-z_][A-Za-z0-9_]*)\s*\}\}")
_PREFIXES: Final = ("CLEVERTAP_", "CTC_")
_SHOWN: Final = frozenset({"account_id", "api", "region"})
"""Settings that plans name, so that no secret may stand in them."""
_SECRET: Final = pattern(
    r"(^|_)(PASS\w*|PWD?|SECRET\w*|TOKEN\w*|KEY|CREDENTIALS?|DSN|STATE|DATABASE\w*)(_|$)", re.IGNORECASE
)
_ADDRESS: Final = pattern(
    r"(?P<scheme>https?)://(?P<host>[A-Za-z0-9](?:[A-Za-z0-9.-]{0,251}[A-Za-z0-9])?|\[::1\])"
    r"(?::(?P<port>[0-9]{1,5}))?(?:/[A-Za-z0-9._~-]+)*/?"
)
_ACCOUNT: Final = pattern(r"[A-Za-z0-9_-]{1,64}")
_OPEN_KEYS: Final = frozenset(
    {
        "application_name",
        "channel_binding",
        "connect_timeout",
        "host",
        "journal",
        "keepalives",
        "keepalives_count",
        "keepalives_idle",
        "keepalives_interval",
        "load_balance_hosts",
        "port",
        "require_auth",
        "sslmode",
        "sslnegotiation",
        "target_session_attrs",
        "tcp_user_timeout",
    }
)
"""What the query of a state's URL may say in ctc.yaml itself: nothing that reads a file or holds a secret."""
_HINT: Final = 'write a literal, or exactly "{{ env.NAME }}"'


class Problem(NamedTuple):
    """What is wrong with a setting; the message goes on where its name ends."""

    code: str
    message: str
    hint: str


class SettingError(ValueError):
    """A setting cannot be used."""

    def __init__(self, code: str, message: str, hint: str) -> None:
        super().__init__(message)
        self.problem = Problem(code=code, message=message, hint=hint)


def variable_of(text: str) -> str | None:
    """The variable that a setting names; None for a literal."""
    found = _REFERENCE.fullmatch(text)
    return found[1] if found else None


def is_template(text: str) -> bool:
    return any(mark in text for mark in ("{{", "{%", "{#"))


def written_problem(key: str, text: str) -> Problem | None:
    """What is wrong with a setting as it is written, whatever the process's environment holds."""
    if variable_of(text) is not None:
        return None
    if is_template(text):
        return Problem(
            code="CTC807", message="computes something, and a setting computes nothing", hint=_HINT
        )
    if not text.strip():
        return Problem(code="CTC801", message="is written and says nothing", hint=f"remove it, or {_HINT}")
    if key == "api" and text != "sandbox":
        return _address_problem(text)
    return _state_problem(text) if key == "state" else None


def resolved(key: str, text: str, environ: Mapping[str, str]) -> str:
    """The value of a setting, without blanks around it. Raises SettingError, whose words hold no value."""
    problem = written_problem(key, text)
    if problem is not None:
        raise SettingError(problem.code, problem.message, problem.hint)
    name = variable_of(text)
    if name is None:
        return text.strip()
    _check_name(key, name, environ)
    value = environ.get(name, "").strip()
    if not value:
        what = "is empty" if name in environ else "is not set"
        raise SettingError(
            "CTC804", f"needs the environment variable {name}, which {what}", f"set {name} for this process"
        )
    return value


def base_url(text: str, environ: Mapping[str, str], *, literal: bool) -> str:
    """The address that an ``api`` says, once it is one that credentials may travel to. Raises SettingError."""
    problem = _address_problem(text)
    if problem is not None:
        raise SettingError(problem.code, problem.message, problem.hint)
    check_host(host_of(text), environ, literal=literal)
    return text.rstrip("/")


def check_host(host: str, environ: Mapping[str, str], *, literal: bool) -> None:
    """Raises SettingError for a host that is neither CleverTap's nor this machine, and that nobody allowed."""
    known = {*HOSTS.values(), *LOOPBACK, *(each.lower() for each in _listed(environ, ALLOWED_HOSTS))}
    if host.lower() in known:
        return
    shown, entry = (f" {host}", host) if literal else ("", "…")
    raise SettingError(
        "CTC809",
        f"names a host{shown} that is neither CleverTap's nor this machine",
        f"list it where no pull request can, in the environment of the process: {ALLOWED_HOSTS}={entry}",
    )


def host_of(address: str) -> str:
    """The host of an address that is one."""
    return (urlsplit(address).hostname or "").lower()


def state_hosts(url: str) -> frozenset[str]:
    """The machines that a ``postgresql://`` URL names; a socket is on this one. Empty for other URLs."""
    parts = urlsplit(url)
    if parts.scheme not in {"postgresql", "postgres"}:
        return frozenset()
    named = [host.rpartition(":")[0] or host for host in parts.netloc.rpartition("@")[2].split(",")]
    named += [each for key, value in parse_qsl(parts.query) if key == "host" for each in value.split(",")]
    return frozenset(
        unquote(host).strip("[]").lower() for host in named if host and not unquote(host).startswith("/")
    )


def is_account(text: str) -> bool:
    """Whether a text has the form of an account id: plans name it, so it is no place for anything else."""
    return _ACCOUNT.fullmatch(text) is not None


def without_values(text: str, values: Mapping[str, str]) -> str:
    """``text`` without the values of settings and what a URL among them is made of, whatever their case."""
    pieces = {piece for value in values.values() for piece in _pieces(value) if len(piece) > 2}
    for piece in sorted(pieces, key=len, reverse=True):
        text = re.sub(rf"(?<!\w){re.escape(piece)}(?!\w)", "***", text, flags=re.IGNORECASE)
    return text


def _pieces(value: str) -> set[str]:
    found = {value}
    try:
        parts = urlsplit(value)
        found |= {parts.netloc, parts.path, parts.path.strip("/"), parts.query, parts.hostname or ""}
        found |= {parts.username or "", parts.password or "", *re.split("[@:,]", parts.netloc)}
        found |= {each for _, each in parse_qsl(parts.query)}
    except ValueError:
        pass
    return found | {unquote(piece) for piece in found}


def _check_name(key: str, name: str, environ: Mapping[str, str]) -> None:
    if not name.startswith(_PREFIXES) and name not in _listed(environ, ALLOWED_ENV):
        raise SettingError(
            "CTC808",
            f"names the environment variable {name}, and a setting reads CLEVERTAP_… and CTC_… alone",
            f"rename it, or list it in {ALLOWED_ENV} of the process, where no pull request can: {ALLOWED_ENV}={name}",
        )
    if key in _SHOWN and _SECRET.search(name):
        raise SettingError(
            "CTC808",
            f"names the environment variable {name}, a secret by its name, and plans show this setting",
            "a secret stands in passcode or state alone",
        )


def _listed(environ: Mapping[str, str], name: str) -> list[str]:
    return re.split(r"[\s,]+", environ.get(name, "").strip())


def _address_problem(text: str) -> Problem | None:
    found = _ADDRESS.fullmatch(text)
    if found is None or int(found["port"] or 0) > 65_535:
        message = (
            "is no address of a host: https://, a name and nothing else (no user, no query, no fragment)"
        )
    elif found["scheme"] == "http" and found["host"].strip("[]").lower() not in LOOPBACK:
        message = "cannot be used: credentials travel over https:// alone"
    else:
        return None
    hint = "write https://…, http:// for a loopback host (127.0.0.1, localhost), or sandbox"
    return Problem(code="CTC806", message=message, hint=hint)


def _state_problem(text: str) -> Problem | None:
    """A state's URL that stands in ctc.yaml is read by everybody, and sends along no secret of this machine."""
    try:
        parts = urlsplit(text)
        port, password = parts.port, parts.password
    except ValueError:
        return Problem(code="CTC811", message="is no URL", hint="write sqlite:///… or postgresql://…")
    if parts.scheme not in {"postgresql", "postgres"}:
        return None
    closed = sorted({key for key, _ in parse_qsl(parts.query, keep_blank_values=True)} - _OPEN_KEYS)
    if password is None and not closed and port != 0:
        return None
    said = f"says {', '.join(closed)} in ctc.yaml itself" if closed else "holds a password in ctc.yaml itself"
    return Problem(
        code="CTC811", message=said, hint='keep the whole URL in a variable: state: "{{ env.CTC_STATE }}"'
    )
