"""What stands around a body: the spec's own keys, and ``ctc.yaml``."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Final

from ctc.canonical import Json
from ctc.diagnostics import JsonPath
from ctc.durations import LONGEST, PATTERN, seconds_of
from ctc.specs.family import is_family
from ctc.suggest import did_you_mean
from ctc.validation import kinds, words
from ctc.validation.finding import Finding
from ctc.validation.other_files import other_kind
from ctc.validation.schema.engine import gate
from ctc.variants import SEND_CHANNELS

if TYPE_CHECKING:
    from ctc.validation.schema.problem import Stranger

KINDS = ("campaign", "message")
_TITLES: Final = {"spec": "the spec", "project": "ctc.yaml"}
_OF_PLANS: Final = frozenset({"max_creates", "max_stops", "ancestry"})
_OF_FAMILIES: Final = frozenset({"max_total_reach", "sample", "max_gone", "min_rows", "max_change"})
_OF_ROWS: Final = frozenset({"min_rows", "max_change"})
"""Guards of families whose rows come from a file."""


def validate_envelope(data: Json) -> tuple[Finding, ...]:
    """What is wrong with a spec outside of its campaign or message; that body is looked at once it is rendered."""
    if not isinstance(data, Mapping):
        return (_not_a_mapping(data, "a spec"),)
    if (other := other_kind(data)) is not None:
        return (other,)
    found = [
        f
        for f in _refused("envelope", data, "the spec", _stranger)
        if not (_is_about_kind(f) or _is_template(data, f.path) or _is_of_family(data.get("each"), f.path))
    ]
    idle = () if any(map(_may_be_each, found)) else _idle_guards(data)
    return (*found, *_one_kind(data), *idle, *_no_time(data.get("guards")))


def validate_guards(guards: Mapping[str, Json]) -> tuple[Finding, ...]:
    """What is wrong with the guards of a spec whose templates are rendered; paths start at the spec's root."""
    around = {"version": 1, "id": "x", "campaign": {}, "guards": dict(guards)}
    found = (f for f in _refused("envelope", around, "the spec", _stranger) if f.path[:1] == ("guards",))
    return (*found, *_no_time(guards))


def _may_be_each(finding: Finding) -> bool:
    """Whether what is wrong may be how ``each`` is written: of a family's guards nothing can be said then."""
    return finding.path[:1] == ("each",) or (finding.code == "CTC305" and len(finding.path) == 1)


def _idle_guards(data: Mapping[str, Json]) -> Iterator[Finding]:
    """Guards of a spec that nothing would ever be held against, as they are those of something else."""
    guards, each = data.get("guards"), data.get("each")
    for name in guards if isinstance(guards, Mapping) else ():
        if name in _OF_PLANS:
            what, hint = "a whole plan: only ctc.yaml can state it", "move it under the environment's guards"
        elif name in _OF_FAMILIES and not each:
            what = "a family, and this spec is a single one: nothing is held against it"
            hint = "write max_reach" if name == "max_total_reach" else "take it out"
        elif name in _OF_ROWS and not is_family(each):
            what, hint = "rows of a file, and `each` names none: nothing is held against it", "take it out"
        else:
            continue
        yield _error("CTC512", f"`{name}` is a guard of {what}", ("guards", name), hint)


def _no_time(guards: Json, *above: str) -> Iterator[Finding]:
    """Quiet hours that begin when they end, which may be none or all of the day; a lead time that never ends."""
    guards = guards if isinstance(guards, Mapping) else {}
    hours, lead = guards.get("quiet_hours"), guards.get("lead_time")
    if isinstance(lead, str) and re.fullmatch(PATTERN, lead) and seconds_of(lead) > LONGEST:
        message = "`lead_time` is longer than a year"
        yield _error("CTC512", message, (*above, "guards", "lead_time"), "write it as 30m or 2h")
    ends = re.findall("[0-9]{2}:[0-9]{2}", hours) if isinstance(hours, str) else []
    if len(ends) == 2 and ends[0] == ends[1]:
        message = (
            f"`quiet_hours` begin and end at {ends[0]}: nobody can tell whether that is no hour or every one"
        )
        yield _error("CTC512", message, (*above, "guards", "quiet_hours"), "write two times, or take it out")


def _is_of_family(each: Json, path: JsonPath) -> bool:
    """Whether it is about a family from data, of which those tell everything that is wrong who read it."""
    return is_family(each) and path[:1] == ("each",)


def _is_template(data: Json, path: JsonPath) -> bool:
    """Whether a guard is not known yet, being a template."""
    if path[:1] != ("guards",):
        return False
    for part in path:
        data = (
            data.get(str(part))
            if isinstance(data, Mapping)
            else data[int(part)]
            if isinstance(data, list)
            else None
        )
    return isinstance(data, str) and "{{" in data


def meant_keys(findings: Iterable[Finding]) -> frozenset[str]:
    """The spec's own keys that are written with a slip: what follows from their absence is no second mistake."""
    return frozenset(f.meant for f in findings if f.code == "CTC305" and len(f.path) == 1 and f.meant)


def validate_project(data: Json) -> tuple[Finding, ...]:
    """What is wrong with the value of ``ctc.yaml``."""
    if not isinstance(data, Mapping):
        return (_not_a_mapping(data, "ctc.yaml"),)
    known = data.get("environments")
    environments = known.items() if isinstance(known, Mapping) else ()
    hours = (
        finding
        for name, one in environments
        if isinstance(one, Mapping)
        for finding in _no_time(one.get("guards"), "environments", str(name))
    )
    return (*_refused("project", data, "ctc.yaml", _project_stranger), *hours)


def _refused(name: str, data: Json, root: str, stranger: "Stranger") -> tuple[Finding, ...]:
    """What a schema refuses; those who explain it are loaded where it does."""
    if gate(name).is_valid(data):
        return ()
    from ctc.validation.schema.explain import schema_findings

    return schema_findings(name, data, root, stranger)


def _one_kind(data: Mapping[str, Json]) -> tuple[Finding, ...]:
    stand = [kind for kind in KINDS if kind in data]
    if len(stand) == 2:
        message = "a spec is one campaign or one message, and both stand here"
        return (
            _error(
                "CTC320",
                message,
                ("message",),
                "move one of them into a document of its own, with its own id",
            ),
        )
    if not stand:
        if any(did_you_mean(key, KINDS) and not key.startswith("x-") for key in data):
            return ()
        hint = "add 'campaign:' for an audience, or 'message:' for named recipients"
        message = "the spec lacks 'campaign' or 'message', so there is nothing to send"
        return (_error("CTC320", message, (), hint),)
    return _channel(data)


def _channel(data: Mapping[str, Json]) -> tuple[Finding, ...]:
    """A message's channel decides its endpoint, so it is looked at first; a template is not known yet."""
    message = data.get("message")
    if not isinstance(message, Mapping):
        return ()
    channel = message.get("channel")
    if channel in SEND_CHANNELS or (isinstance(channel, str) and "{" in channel):
        return ()
    finding = kinds.of_endpoint("", message, raw=False)
    return (finding._replace(path=("message", *finding.path)),)


def _is_about_kind(finding: Finding) -> bool:
    is_missing = not finding.path and finding.lacks == "campaign"
    return is_missing or (finding.path == ("campaign",) and finding.code == "CTC314")


def _stranger(key: str, parent: JsonPath, known: list[str]) -> Finding:
    from ctc.validation.schema.homes import homes

    if not parent and key not in known and not did_you_mean(key, known) and homes(key):
        home = min(homes(key), key=lambda home: len(home.container))
        place = f", as {'.'.join((*home.container, key))}" if home.container else ""
        message = f"'{key}' belongs to the request's body, not beside 'version' and 'id'"
        return _error("CTC306", message, (key,), f"move it under campaign: or message:{place}")
    return _unknown(key, parent, known, "spec")


def _project_stranger(key: str, parent: JsonPath, known: list[str]) -> Finding:
    return _unknown(key, parent, known, "project")


def _unknown(key: str, parent: JsonPath, known: list[str], document: str) -> Finding:
    from ctc.validation.schema.homes import container_of
    from ctc.validation.schema.own_keys import own_home
    from ctc.validation.schema.problem import unknown_key

    plain = unknown_key(key, parent, known)
    home = own_home(document, key, container_of(parent))
    if home is not None and not plain.meant:
        return _error("CTC306", home.message, (*parent, key), home.hint)
    place = f"'{words.tail(parent)}'" if parent else _TITLES[document]
    message, hint = f"'{key}' is not a key of {place}", plain.hint
    if parent and parent[-1] in ("ignore", "rules"):
        message = f"'{key}' is not a code of a finding"
        is_code = re.fullmatch("CTC[1-8][0-9]{2}", key.strip().upper())
        hint = (
            f"did you mean '{is_code[0]}'?" if is_code else "codes look like CTC412; `ctc lint` prints them"
        )
    elif not parent and hint is None:
        hint = "keys of your own begin with x-"
    return plain._replace(message=message, hint=hint)


def _not_a_mapping(value: Json, what: str) -> Finding:
    stands = words.TYPES[words.type_name(value)]
    message = f"{what} is a mapping of keys to values, and {stands} stands here"
    return Finding.of("CTC303", message, (), "begin with 'version: 1'")


def _error(code: str, message: str, path: JsonPath, hint: str | None) -> Finding:
    return Finding.of(code, message, path, hint, key=True)
