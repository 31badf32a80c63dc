"""Rules about links and deep links (CTC470 to CTC475)."""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final
from urllib.parse import parse_qs

from ctc.diagnostics import JsonPath, Severity
from ctc.patterns import pattern
from ctc.validation.rules.placeholders import PLACEHOLDER
from ctc.validation.rules.rule import Problem, Rule, Subject
from ctc.validation.subject.links import SLIP, Link, host_of, query_of, split

# Patterns that few bodies come to are compiled where one does: `re` remembers them.
_SCHEME: Final = r"(?i)^[a-z][a-z0-9+.-]*:"
_PRIVATE: Final = (
    r"^(localhost|127\.|10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.|0\.0\.0\.0|\[?::1)"
    r"|(^|[.-])(staging|stage|stg|dev|test|qa|uat|preprod|sandbox)\d*[.-](?=.*\.)"
    r"|\.(local|localhost|internal|test|invalid)$|\.(ngrok\.io|ngrok-free\.app)$"
)
UTM: Final = ("utm_source", "utm_medium", "utm_campaign")
_TAG: Final = pattern(rf"(?:\A|(?<=&))({'|'.join(UTM)})=([^&]+)")
"""One parameter of a query in which nothing is escaped."""


def _malformed(subject: Subject) -> Iterator[Problem]:
    for link in subject.odd_links:
        wrong = what_is_wrong(link.url.strip())
        if wrong:
            yield Problem(
                f"{_shown(link)} is no address: {wrong}", link.path, "write it as https://host/path"
            )


@lru_cache(maxsize=4096)
def what_is_wrong(url: str) -> str | None:
    if "{{" in url or "{%" in url:
        return None
    if len(url.split()) > 1:
        return "it holds a blank"
    parts = split(url)
    if parts is None:
        return "it cannot be taken apart"
    if parts.scheme in ("http", "https"):
        host = host_of(url)
        if not host:
            return "it has no host"
        is_whole = "." in host or ":" in host or host == "localhost"
        return None if is_whole else "its host has no domain"
    if re.match(SLIP, url):
        return f"the scheme '{parts.scheme}' is a slip of https"
    if "://http" in url:
        return "two addresses stand in one"
    return None


MALFORMED = Rule(
    code="CTC470",
    severity=Severity.WARNING,
    title="a link is malformed",
    what="A link holds a blank, has no host, a slip in its scheme, or two addresses in one.",
    why="It opens nothing, on every phone that it is sent to.",
    bad="target_mode: push\ncontent: {platform_specific: {ios: {deep_link: 'htps://acme.example/cart'}}}",
    good="target_mode: push\ncontent: {platform_specific: {ios: {deep_link: 'https://acme.example/cart'}}}",
    source="RFC 3986",
    check=_malformed,
)


def _not_public(subject: Subject) -> Iterator[Problem]:
    if not subject.in_production:
        return
    suspects = dict.fromkeys(
        (link.path, link.host) for link in subject.links if re.search(_PRIVATE, link.host)
    )
    for path, host in suspects:
        yield Problem(
            f"{host} looks like a test or local host, and this is environment {subject.environment!r}",
            path,
            "take the host from a variable that each environment sets in ctc.yaml",
        )


NOT_PUBLIC = Rule(
    code="CTC471",
    severity=Severity.WARNING,
    title="a link to a test host in production",
    what="The environment's name contains `prod`, and a link leads to localhost, a private address or a host named "
    "staging, dev, test, qa or the like.",
    why="It works at the author's desk, and nowhere else.",
    bad="target_mode: push\ncontent: {platform_specific: {ios: {deep_link: 'https://staging.acme.example/cart'}}}",
    good="target_mode: push\ncontent: {platform_specific: {ios: {deep_link: 'https://www.acme.example/cart'}}}",
    environmental=True,
    check=_not_public,
)


def _plain_http(subject: Subject) -> Iterator[Problem]:
    if "http://" not in subject.prose.lower():
        return
    told: set[JsonPath] = set()
    for link in subject.links:
        if link.url.strip().lower().startswith("http://") and link.path not in told:
            told.add(link.path)
            media = link.kind == "media"
            why = (
                "iOS and most mail programs refuse to load it"
                if media
                else "browsers warn of it, and it can be read"
            )
            yield Problem(f"{_shown(link)} is not encrypted: {why}", link.path, "write https://")


PLAIN_HTTP = Rule(
    code="CTC472",
    severity=Severity.WARNING,
    title="a link without encryption",
    what="A link or an image begins with http://.",
    why="iOS does not load media over http, browsers warn, and anyone on the way can read and change it.",
    bad="target_mode: push\ncontent: {platform_specific: {android: {background_image: 'http://a.example/1.jpg'}}}",
    good="target_mode: push\ncontent: {platform_specific: {android: {background_image: 'https://a.example/1.jpg'}}}",
    source="Apple, App Transport Security",
    check=_plain_http,
)


def _mixed_utm(subject: Subject) -> Iterator[Problem]:
    if "utm_" not in subject.prose:
        return
    tagged: dict[tuple[str | None, ...], Link] = {}
    for link in subject.links:
        if link.kind != "media" and "utm_" in link.url:
            tagged.setdefault(utm_of(link.url), link)
    if len(tagged) > 1:
        first, second = list(tagged)[:2]
        name, a, b = next((n, x, y) for n, x, y in zip(UTM, first, second, strict=True) if x != y)
        yield Problem(
            f"the links of one message differ in {name} ({a or 'none'}, {b or 'none'}): its clicks are counted apart",
            list(tagged.values())[1].path,
            "build all links with one macro",
        )
    elif tagged and None in next(iter(tagged)):
        lacks = next(name for name, value in zip(UTM, next(iter(tagged)), strict=True) if value is None)
        yield Problem(
            f"the links carry UTM parameters without {lacks}, which analytics need to file the click",
            next(iter(tagged.values())).path,
            f"add {lacks}=…",
        )


@lru_cache(maxsize=256)  # the links of one message mostly are a few, told to each platform
def utm_of(url: str) -> tuple[str | None, ...]:
    query = query_of(url)
    if "%" in query or "+" in query:
        values = {name: found[0] for name, found in parse_qs(query).items()}
    else:
        values = dict(reversed(_TAG.findall(query)))  # the first counts
    return tuple(map(values.get, UTM))


MIXED_UTM = Rule(
    code="CTC473",
    severity=Severity.WARNING,
    title="UTM parameters are mixed within one message",
    what="Links of one message carry different utm_source, utm_medium or utm_campaign, or lack one of them.",
    why="The clicks of one message then stand under several campaigns, or under none.",
    bad='target_mode: email\ncontent:\n  body: \'<a href="https://a.example/1?utm_source=ct&utm_medium=email&utm_campaign=may">'
    '1</a><a href="https://a.example/2?utm_source=ct&utm_medium=email&utm_campaign=april">2</a>\'',
    good='target_mode: email\ncontent:\n  body: \'<a href="https://a.example/1?utm_source=ct&utm_medium=email&utm_campaign=may">'
    '1</a><a href="https://a.example/2?utm_source=ct&utm_medium=email&utm_campaign=may">2</a>\'',
    check=_mixed_utm,
)


def _no_scheme(subject: Subject) -> Iterator[Problem]:
    for link in subject.odd_links:
        url = link.url.strip()
        if not link.whole or "{{" in url or re.match(_SCHEME, url):
            continue
        yield Problem(
            f"'{url[:60]}' has no scheme: "
            + (
                "the image is not found"
                if link.kind == "media"
                else "phones do not know what to open it with"
            ),
            link.path,
            "write https://… or your app's own scheme, such as acme://cart",
        )


NO_SCHEME = Rule(
    code="CTC475",
    severity=Severity.WARNING,
    title="a link has no scheme",
    what="A deep link, button or image does not begin with https:// or an app's scheme.",
    why="Phones hand an address over by its scheme; without one nothing opens. The API takes it all the same.",
    bad="target_mode: push\ncontent: {platform_specific: {ios: {deep_link: acme.example/cart}}}",
    good="target_mode: push\ncontent: {platform_specific: {ios: {deep_link: 'https://acme.example/cart'}}}",
    source="RFC 3986, 3.1; [seed] shows such links in its samples",
    check=_no_scheme,
)


def _shown(link: Link) -> str:
    url = link.url.strip()
    return f"'{url[:57]}…'" if len(url) > 60 else f"'{url}'"


RULES = (MALFORMED, NOT_PUBLIC, PLAIN_HTTP, MIXED_UTM, PLACEHOLDER, NO_SCHEME)
