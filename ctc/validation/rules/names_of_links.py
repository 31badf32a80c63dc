"""Rules that hold links against the catalog's hosts and deep links (CTC487, CTC488)."""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from ctc.diagnostics import Severity
from ctc.patterns import pattern
from ctc.suggest import did_you_mean
from ctc.validation.rules.known_names import known
from ctc.validation.rules.rule import Problem, Rule, Subject
from ctc.validation.subject.links import Link, host_of

LINKS: Final = frozenset({"links"})
_WEB: Final = frozenset({"http", "https"})
_LIQUID: Final = pattern(r"\{\{.*?\}\}|\{%.*?%\}", re.DOTALL)
_FILLED: Final = "0"
"""What stands for a value that CleverTap fills in: it is taken for a fitting one."""
_OTHERS: Final = frozenset(
    {"mailto", "tel", "sms", "geo", "market", "data", "cid", "about", "javascript", ""}
)
"""Schemes that no app of the account's own opens; what is wrong with them is another rule's business."""


def _opened(subject: Subject) -> Iterator[Link]:
    """The links that people open; pictures and films are loaded, and may come from anywhere."""
    return (link for link in subject.links if link.kind != "media")


def _scheme(url: str) -> str:
    return url.partition(":")[0].strip().lower() if ":" in url else ""


def _host(subject: Subject) -> Iterator[Problem]:
    hosts = subject.catalog.hosts()
    if hosts is None:
        return
    for link in _opened(subject):
        if _scheme(link.url) in _WEB and not is_allowed(link.url, tuple(hosts)):
            host = _host_of(link.url)
            yield Problem(
                f"the catalog knows no host '{host}': this link leads to somebody else, or nowhere",
                link.path,
                did_you_mean(host, hosts) or known("links: hosts", hosts),
            )


def is_allowed(url: str, hosts: tuple[str, ...]) -> bool:
    """Whether the host of an address is one of those; one that CleverTap fills in is nobody's to judge."""
    if "{" in url and _LIQUID.search(url.partition("://")[2].partition("/")[0]):
        return True
    host = _host_of(url)
    return not host or _is_among(host, hosts)  # what is malformed is told by another rule


@lru_cache(maxsize=1024)
def _is_among(host: str, hosts: tuple[str, ...]) -> bool:
    return any(
        host.endswith(f".{each[2:].lower()}")
        if each.startswith("*.")
        else host == each.lower().partition(":")[0]
        for each in hosts
    )


def _host_of(url: str) -> str:
    return host_of(_LIQUID.sub(_FILLED, url) if "{" in url else url)


HOST = Rule(
    code="CTC487",
    severity=Severity.ERROR,
    title="a link leads to a host that the catalog does not know",
    what="A link that people open has a host that is none of the catalog's `links: hosts`.",
    why="One slip in a host sends every reader to whoever owns that name.",
    bad="catalog: {version: 1, links: {hosts: [shop.example]}}\n"
    "body: {target_mode: sms, content: {body: 'Look: https://shpo.example/tea Reply STOP to opt out'}}",
    good="catalog: {version: 1, links: {hosts: [shop.example]}}\n"
    "body: {target_mode: sms, content: {body: 'Look: https://shop.example/tea Reply STOP to opt out'}}",
    sections=LINKS,
    check=_host,
)


def linked_hosts_and_apps(subject: Subject) -> Iterator[tuple[str, bool]]:
    """The addresses that a message opens, those of the web and those of an app; what is malformed is neither."""
    for link in _opened(subject):
        scheme = _scheme(link.url)
        if _LIQUID.search(link.url) is None and "://" in link.url and scheme not in _OTHERS:
            yield link.url, scheme in _WEB


def _deep_link(subject: Subject) -> Iterator[Problem]:
    patterns = subject.catalog.deep_links()
    if patterns is None:
        return
    hosts = subject.catalog.hosts()
    for link in _opened(subject):
        scheme = _scheme(link.url)
        is_own = scheme not in _WEB and scheme not in _OTHERS and "://" in link.url
        is_own = is_own or _is_slip(link, scheme)
        is_app_link = scheme in _WEB and hosts is None and link.kind == "deep"
        if (is_own or is_app_link) and not is_opened_by(link.url, tuple(patterns)):
            shown = link.url.partition("?")[0]
            yield Problem(
                f"the app opens no '{shown}': it is none of the catalog's deep links",
                link.path,
                did_you_mean(shown, patterns) or known("links: deep_links", patterns),
            )


def _is_slip(link: Link, scheme: str) -> bool:
    """Whether a deep link has no scheme, or not the slashes behind one, and names no host either."""
    head = link.url.strip().partition("/")[0]
    is_other = scheme in (_OTHERS - {""} | _WEB) or "://" in link.url
    return link.kind == "deep" and not is_other and "." not in head and "{" not in head


@lru_cache(maxsize=4096)
def is_opened_by(url: str, patterns: tuple[str, ...]) -> bool:
    """Whether an address fits one of the patterns; what follows ``?`` or ``#`` counts where a pattern has it."""
    whole = _LIQUID.sub(_FILLED, url.strip())
    bare = re.split(r"[?#]", whole, maxsplit=1)[0].rstrip("/")
    return any(
        _expression(pattern).fullmatch(whole if "?" in pattern or "#" in pattern else bare) is not None
        for pattern in patterns
    )


@lru_cache(maxsize=1024)
def _expression(pattern: str) -> re.Pattern[str]:
    parts = re.split(r"(\{[^{}]*\})", pattern.rstrip("/"))
    return re.compile("".join("[^/?#]+" if part.startswith("{") else re.escape(part) for part in parts))


DEEP_LINK = Rule(
    code="CTC488",
    severity=Severity.ERROR,
    title="a deep link fits none of the catalog's",
    what="A link of the app's own scheme fits none of the catalog's `links: deep_links`.",
    why="The app opens its first screen, or nothing: the tap is lost.",
    bad="catalog: {version: 1, links: {deep_links: ['shop://product/{sku}']}}\n"
    "body:\n  target_mode: push\n"
    "  content: {title: Hi, body: Hello, platform_specific: {ios: {deep_link: 'shop://prodct/A1'}}}",
    good="catalog: {version: 1, links: {deep_links: ['shop://product/{sku}']}}\n"
    "body:\n  target_mode: push\n"
    "  content: {title: Hi, body: Hello, platform_specific: {ios: {deep_link: 'shop://product/A1'}}}",
    sections=LINKS,
    check=_deep_link,
)

RULES = (HOST, DEEP_LINK)
