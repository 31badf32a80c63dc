"""What each record of a journal does to an entry, told in one line: a fold that forgot an attempt would send again."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from ctc.state import records
from ctc.state.claims import Claim, Import, Vouched
from ctc.state.fold import fold
from ctc.state.intents import BatchRecord, Verb
from ctc.state.record import Binding, Record, Status
from ctc.state.state import State
from ctc.state.store import Entry
from ctc.state.tries import Try

DAY = datetime(2031, 1, 1, tzinfo=UTC)
BINDING = Binding(project="p", environment="e", account_id="a", region="in1", lineage="L")
SMS = "/1/send/sms.json"
Told = Mapping[str, Any]


def day(number: int) -> datetime:
    return DAY + timedelta(days=number)


def fields(address: str, revision: int = 1, due: int | None = None, **more: Any) -> dict[str, Any]:
    usual: dict[str, Any] = {"digest": "d", "timeout": 30.0, "runner": "r"}
    return {
        "address": address,
        "revision": revision,
        "scheduled_on": None if due is None else day(due),
        **usual,
        **more,
    }


def make(intent: str, address: str = "a", **more: Any) -> Told:
    known = {"endpoint": "/1/targets/create.json", "channel": "push", "name": f"N {intent}", "attempt": 1}
    told = fields(address, **{**known, "marker": f"m-{intent}", **more})
    return records.intent(Claim(intent=intent, verb=Verb.CREATE, **told))


def send(intent: str, index: int, address: str = "a", **more: Any) -> Told:
    batch = BatchRecord(index=index, of=2, count=9, sha256=f"h{index}")
    told = fields(address, **{"endpoint": SMS, "channel": "sms", "batch": batch, **more})
    return records.intent(Claim(intent=intent, verb=Verb.SEND, **told))


def stop(intent: str, target: int | None, purpose: str = "person", address: str = "a") -> Told:
    told = fields(address, purpose=purpose, target=target)
    return records.intent(Claim(intent=intent, verb=Verb.STOP, **told))


def said(intent: str, result: str, number: int | None = None, detail: str = "", address: str = "a") -> Told:
    return records.outcome(
        intent_id=intent, address=address, result=result, detail=detail, campaign_id=number
    )


def settled(intent: str, result: str, number: int | None = None, status: Status | None = None) -> Told:
    return records.resolution(
        intent_id=intent, address="a", result=result, by="ann", why="w", campaign_id=number, status=status
    )


def listed(number: int, status: str, address: str = "a") -> Told:
    return records.observed(address=address, campaign_id=number, status=Status(status))


def person(result: str, number: int | None = None, revision: int = 1, digest: str = "d") -> Told:
    what = Vouched(address="a", revision=revision, digest=digest, endpoint=SMS, channel="sms", id=number)
    return records.settled(what, result=result, by="ann", why="w")


def found(number: int, marker: str, revision: int = 1, **more: Any) -> Told:
    usual: dict[str, Any] = {
        "digest": "d",
        "status": Status.SCHEDULED,
        "name": "N",
        "scheduled_on": day(9),
        "attempt": 4,
        "endpoint": "/1/targets/create.json",
        "channel": "push",
        "payload": {"name": "N"},
        "markers": (marker,),
    }
    return records.imported(
        Import(address="a", revision=revision, id=number, marker=marker, **{**usual, **more})
    )


def at(moment: datetime | None) -> str:
    return "" if moment is None else str((moment - DAY).days)


def tried(one: Try) -> str:
    """``intent=end#id``, then what else it says."""
    more = {
        "of": one.digest if one.digest != "d" else "",
        "batch": one.batch or "",
        "people": one.people,
        "due": at(one.scheduled_on),
        "recurs": one.recurring or "",
        "by": one.stopped_by,
        "on": at(one.stopped_at),
        "seen": one.listed_stopped or "",
        "breaks": one.breaks or "",
    }
    rest = "".join(f" {name}:{value}" for name, value in more.items() if value)
    return f"{one.intent}={one.end}{f'#{one.id}' if one.id else ''}{rest}"


def entry(one: Record) -> str:
    """All that an entry says but for what it says of its own name, endpoint and payload."""
    more = {
        "due": at(one.scheduled_on),
        "recurs": one.recurring or "",
        "users": one.user_zone or "",
        "marks": "+".join(one.markers),
        "last": one.marker if one.marker and one.markers[-1:] != (one.marker,) else "",
        "open": ",".join(f"{i.id}({i.doubt})" if i.doubt else i.id for i in one.open),
        "went": ",".join(f"{index}={people}" for index, people in one.batches.items()),
        "by": one.stopped_by,
        "on": at(one.stopped_at),
        "forgotten": one.forgotten or "",
        "why": one.detail,
        "tries": ", ".join(map(tried, one.tries)),
    }
    rest = "".join(f" {name}:{value}" for name, value in more.items() if value)
    number = f"#{one.id}" if one.id else ""
    return f"{one.born}/r{one.revision} {one.status}{number} @{at(one.at)} try{one.attempt}{rest}"


def folded(*told: Told) -> State:
    """Each a day after the one before; the first at serial 2, on day 2."""
    return fold(
        Entry(serial=serial, at=day(serial), record=record)
        for serial, record in enumerate([records.init(BINDING), *told], start=1)
    )


MADE = (make("i", due=9), said("i", "sent", 5))
STOPPED = (*MADE, stop("s", 5), said("s", "stopped"))
REPLACED = (*MADE, stop("s", 5, "replace"), said("s", "stopped"), listed(5, "stopped"))
HALF = (send("b", 1), said("b", "sent"), send("c", 2))
STORIES: list[tuple[str, tuple[Told, ...], str]] = [
    ("claimed",
     (make("i", due=9),),
     "2/r1 in_doubt @2 try1 due:9 marks:m-i open:i tries:i=open due:9"),
    ("claimed, to recur on users' clocks",
     (make("i", due=9, recurring=True, user_zone=True),),
     "2/r1 in_doubt @2 try1 due:9 recurs:True users:True marks:m-i open:i tries:i=open due:9 recurs:True"),
    ("made, and waits",
     MADE,
     "2/r1 scheduled#5 @2 try1 due:9 marks:m-i tries:i=made#5 due:9"),
    ("made, and goes out",
     (make("i"), said("i", "sent", 5)),
     "2/r1 running#5 @2 try1 marks:m-i tries:i=made#5"),
    ("made, and an answer comes twice",
     (*MADE, said("i", "sent", 5)),
     "2/r1 scheduled#5 @2 try1 due:9 marks:m-i tries:i=made#5 due:9"),
    ("made, and an answer comes twice without an id",
     (*MADE, said("i", "sent")),
     "2/r1 scheduled#5 @2 try1 due:9 marks:m-i tries:i=made#5 due:9"),
    ("made, and another answer names another one",
     (*MADE, said("i", "sent", 6)),
     "2/r1 scheduled#5 @2 try1 due:9 marks:m-i tries:i=made#5 due:9, answer-4=made#6 due:9 breaks:2"),
    ("made, and another answer names another one twice",
     (*MADE, said("i", "sent", 6), said("i", "sent", 6)),
     "2/r1 scheduled#5 @2 try1 due:9 marks:m-i tries:i=made#5 due:9, answer-4=made#6 due:9 breaks:2"),
    ("refused",
     (make("i", due=9), said("i", "rejected", detail="no")),
     "2/r1 rejected @2 try1 due:9 marks:m-i why:no tries:i=nothing due:9"),
    ("not sent",
     (make("i", due=9), said("i", "not_sent", detail="no")),
     "2/r1 not_sent @2 try1 due:9 marks:m-i why:no tries:i=nothing due:9"),
    ("in doubt",
     (make("i", due=9), said("i", "in_doubt", detail="reset")),
     "2/r1 in_doubt @2 try1 due:9 marks:m-i open:i(reset) why:reset tries:i=open due:9"),
    ("in doubt, and nobody says why",
     (make("i", due=9), said("i", "in_doubt")),
     "2/r1 in_doubt @2 try1 due:9 marks:m-i open:i(no answer) tries:i=open due:9"),
    ("in doubt, then sent",
     (make("i", due=9), said("i", "in_doubt", detail="reset"), settled("i", "sent", 5)),
     "2/r1 scheduled#5 @2 try1 due:9 marks:m-i tries:i=made#5 due:9"),
    ("settled as it is listed",
     (make("i", due=9), settled("i", "sent", 5, Status.RUNNING)),
     "2/r1 running#5 @2 try1 due:9 marks:m-i tries:i=made#5 due:9"),
    ("in doubt, then not sent",
     (make("i", due=9), said("i", "in_doubt"), settled("i", "not_sent")),
     "2/r1 not_sent @2 try1 due:9 marks:m-i why:w tries:i=nothing due:9"),
    ("denied, and answered late",
     (make("i", due=9), settled("i", "not_sent"), said("i", "sent", 5)),
     "2/r1 scheduled#5 @2 try1 due:9 marks:m-i tries:i=made#5 due:9"),
    ("denied, and refused late",
     (make("i", due=9), settled("i", "not_sent"), said("i", "rejected", 5)),
     "2/r1 not_sent @2 try1 due:9 marks:m-i why:w tries:i=nothing due:9"),
    ("denied, tried again, answered late",
     (make("i"), settled("i", "not_sent"), make("j"), said("i", "sent", 5)),
     "2/r1 in_doubt @4 try1 marks:m-i+m-j open:j tries:i=made#5 breaks:4, j=open"),
    ("denied, made again, answered late",
     (make("i"), settled("i", "not_sent"), make("j"), said("j", "sent", 6), said("i", "sent", 5)),
     "2/r1 running#6 @4 try1 marks:m-i+m-j tries:i=made#5 breaks:4, j=made#6"),
    ("an outcome of nobody's",
     (make("i"), said("x", "sent", 5)),
     "2/r1 in_doubt @2 try1 marks:m-i open:i tries:i=open"),
    ("refused, and tried again",
     (make("i"), said("i", "rejected", detail="no"), make("j", attempt=2, digest="e")),
     "2/r1 in_doubt @4 try2 marks:m-i+m-j open:j tries:i=nothing, j=open of:e"),
    ("a higher revision",
     (*MADE, make("j", revision=2, due=20)),
     "4/r2 in_doubt @4 try1 due:20 marks:m-i+m-j open:j tries:j=open due:20"),
    ("two open",
     (make("i"), make("j")),
     "2/r1 in_doubt @3 try1 marks:m-i+m-j open:i,j tries:i=open, j=open breaks:2"),
    ("a stop begins",
     (*MADE, stop("s", 5)),
     "2/r1 scheduled#5 @2 try1 due:9 marks:m-i open:s tries:i=made#5 due:9"),
    ("a stop while a create is open",
     (make("i"), stop("s", 5), make("j")),
     "2/r1 in_doubt @4 try1 marks:m-i+m-j open:i,j tries:i=open, j=open breaks:2"),
    ("a person stopped it",
     STOPPED,
     "2/r1 stopped#5 @2 try1 due:9 marks:m-i by:person on:5 tries:i=made#5 due:9 by:person on:5"),
    ("a stop was refused",
     (*MADE, stop("s", 5), said("s", "rejected", detail="no")),
     "2/r1 scheduled#5 @2 try1 due:9 marks:m-i tries:i=made#5 due:9"),
    ("a stop was in doubt",
     (*MADE, stop("s", 5), said("s", "in_doubt", detail="reset")),
     "2/r1 scheduled#5 @2 try1 due:9 marks:m-i open:s(reset) tries:i=made#5 due:9"),
    ("a stop was in doubt, and it went out",
     (*MADE, stop("s", 5), said("s", "in_doubt", detail="reset"), listed(5, "sent")),
     "2/r1 sent#5 @2 try1 due:9 marks:m-i tries:i=made#5 due:9"),
    ("a stop was in doubt, and it goes out",
     (*MADE, stop("s", 5), said("s", "in_doubt", detail="reset"), listed(5, "running")),
     "2/r1 running#5 @2 try1 due:9 marks:m-i open:s(reset) tries:i=made#5 due:9"),
    ("a stop of another campaign",
     (*MADE, stop("s", 6), said("s", "stopped")),
     "2/r1 scheduled#5 @2 try1 due:9 marks:m-i tries:i=made#5 due:9"),
    ("two stops, one answered",
     (*MADE, stop("s", 5, "gone"), stop("t", 5), said("t", "stopped")),
     "2/r1 stopped#5 @2 try1 due:9 marks:m-i by:person on:6 tries:i=made#5 due:9 by:person on:6"),
    ("replaced",
     REPLACED,
     "2/r1 stopped#5 @2 try1 due:9 marks:m-i by:replace on:5 tries:i=made#5 due:9 by:replace on:5 seen:True"),
    ("replaced, then a person stopped it",
     (*REPLACED, stop("t", 5), said("t", "stopped")),
     "2/r1 stopped#5 @2 try1 due:9 marks:m-i by:person on:8 tries:i=made#5 due:9 by:person on:5 seen:True"),
    ("a person stopped it, then a replace",
     (*STOPPED, stop("t", 5, "replace"), said("t", "stopped")),
     "2/r1 stopped#5 @2 try1 due:9 marks:m-i by:replace on:7 tries:i=made#5 due:9 by:person on:5"),
    ("replaced and made anew",
     (*REPLACED, make("j", due=20), said("j", "sent", 6)),
     "2/r1 scheduled#6 @7 try1 due:20 marks:m-i+m-j tries:i=made#5 due:9 by:replace on:5 seen:True, j=made#6 "
     "due:20"),
    ("its predecessor is seen stopped",
     (*REPLACED[:-1], make("j", due=20), said("j", "sent", 6), listed(5, "stopped")),
     "2/r1 scheduled#6 @6 try1 due:20 marks:m-i+m-j tries:i=made#5 due:9 by:replace on:5 seen:True, j=made#6 "
     "due:20"),
    ("seen running",
     (*MADE, listed(5, "running")),
     "2/r1 running#5 @2 try1 due:9 marks:m-i tries:i=made#5 due:9"),
    ("seen as gone out",
     (*MADE, listed(5, "sent")),
     "2/r1 sent#5 @2 try1 due:9 marks:m-i tries:i=made#5 due:9"),
    ("another one is seen",
     (*MADE, listed(6, "sent")),
     "2/r1 scheduled#5 @2 try1 due:9 marks:m-i tries:i=made#5 due:9"),
    ("stopped, and seen waiting",
     (*STOPPED, listed(5, "scheduled")),
     "2/r1 stopped#5 @2 try1 due:9 marks:m-i by:person on:5 tries:i=made#5 due:9 by:person on:5"),
    ("stopped, and seen running",
     (*STOPPED, listed(5, "running")),
     "2/r1 running#5 @2 try1 due:9 marks:m-i by:person on:5 tries:i=made#5 due:9 by:person on:5"),
    ("stopped, and seen so",
     (*STOPPED, listed(5, "stopped")),
     "2/r1 stopped#5 @2 try1 due:9 marks:m-i by:person on:5 tries:i=made#5 due:9 by:person on:5 seen:True"),
    ("seen stopped",
     (*MADE, listed(5, "stopped")),
     "2/r1 stopped#5 @2 try1 due:9 marks:m-i on:4 tries:i=made#5 due:9 on:4 seen:True"),
    ("seen stopped while two stop it",
     (*MADE, stop("s", 5, "gone"), stop("t", 5, "replace"), listed(5, "stopped")),
     "2/r1 stopped#5 @2 try1 due:9 marks:m-i by:replace on:6 tries:i=made#5 due:9 by:replace on:6 seen:True"),
    ("seen stopped while another is stopped",
     (*MADE, stop("s", 6, "replace"), listed(5, "stopped")),
     "2/r1 stopped#5 @2 try1 due:9 marks:m-i open:s on:5 tries:i=made#5 due:9 on:5 seen:True"),
    ("seen stopped by a stop of what is there",
     (*MADE, stop("s", None, "gone"), listed(5, "stopped")),
     "2/r1 stopped#5 @2 try1 due:9 marks:m-i by:gone on:5 tries:i=made#5 due:9 by:gone on:5 seen:True"),
    ("its predecessor is seen running",
     (*REPLACED, make("j", due=20), said("j", "sent", 6), listed(5, "running")),
     "2/r1 scheduled#6 @7 try1 due:20 marks:m-i+m-j tries:i=made#5 due:9 by:replace on:5 seen:True, j=made#6 "
     "due:20"),
    ("too late",
     (*REPLACED, records.late(address="a", revision=1)),
     "2/r1 stopped#5 @2 try1 due:9 marks:m-i by:late on:5 tries:i=made#5 due:9 by:replace on:5 seen:True"),
    ("too late for a higher revision",
     (*REPLACED, records.late(address="a", revision=2)),
     "7/r2 stopped#5 @7 try1 due:9 marks:m-i by:late on:5"),
    ("buried",
     (*STOPPED, records.tombstone(address="a")),
     "2/r1 stopped#5 @2 try1 due:9 marks:m-i by:person on:5 forgotten:True tries:i=made#5 due:9 by:person on:5"),
    ("given up",
     (*STOPPED, records.freed(address="a", by="ann", why="over")),
     "6/r0 not_sent @6 try1 marks:m-i forgotten:True why:over"),
    ("given up, and made anew",
     (*STOPPED, records.freed(address="a", by="ann", why="over"), make("j", due=20)),
     "7/r1 in_doubt @7 try1 due:20 marks:m-i+m-j open:j tries:j=open due:20"),
    ("two batches begin",
     (send("b", 1), send("c", 2)),
     "2/r1 in_doubt @3 try0 open:b,c tries:b=open batch:1 people:h1, c=open batch:2 people:h2"),
    ("one of two went",
     (*HALF, said("c", "rejected", detail="no")),
     "2/r1 partial @4 try0 went:1=h1 why:no tries:b=made batch:1 people:h1, c=nothing batch:2 people:h2"),
    ("one of two is open",
     HALF,
     "2/r1 in_doubt @4 try0 open:c went:1=h1 tries:b=made batch:1 people:h1, c=open batch:2 people:h2"),
    ("one of two is in doubt",
     (*HALF, said("c", "in_doubt")),
     "2/r1 in_doubt @4 try0 open:c(no answer) went:1=h1 tries:b=made batch:1 people:h1, c=open batch:2 people:h2"),
    ("both went",
     (*HALF, said("c", "sent")),
     "2/r1 sent @4 try0 went:1=h1,2=h2 tries:b=made batch:1 people:h1, c=made batch:2 people:h2"),
    ("none went",
     (send("b", 1), said("b", "rejected", detail="no")),
     "2/r1 rejected @2 try0 why:no tries:b=nothing batch:1 people:h1"),
    ("none was sent",
     (send("b", 1), said("b", "not_sent", detail="no")),
     "2/r1 not_sent @2 try0 why:no tries:b=nothing batch:1 people:h1"),
    ("one was denied and answered late",
     (send("b", 1), settled("b", "not_sent"), said("b", "sent")),
     "2/r1 partial @2 try0 went:1=h1 tries:b=made batch:1 people:h1"),
    ("one was denied and answered late, when the other had gone",
     (send("b", 1), settled("b", "not_sent"), send("c", 2), said("c", "sent"), said("b", "sent")),
     "2/r1 sent @4 try0 went:2=h2,1=h1 tries:b=made batch:1 people:h1, c=made batch:2 people:h2"),
    ("one was denied, sent anew, and answered late",
     (send("b", 1), settled("b", "not_sent"), send("c", 1), said("c", "sent"), said("b", "sent")),
     "2/r1 partial @4 try0 went:1=h1 tries:b=made batch:1 people:h1 breaks:4, c=made batch:1 people:h1"),
    ("one was buried, and goes on",
     (*HALF, said("c", "rejected"), records.tombstone(address="a"), send("e", 2)),
     "2/r1 in_doubt @7 try0 open:e went:1=h1 tries:b=made batch:1 people:h1, c=nothing batch:2 people:h2, e=open"
     " batch:2 people:h2"),
    ("another letter of the revision",
     (send("b", 1), said("b", "rejected"), send("c", 1, digest="e")),
     "2/r1 in_doubt @4 try0 open:c tries:b=nothing batch:1 people:h1, c=open of:e batch:1 people:h1"),
    ("another letter, and the first is answered late",
     (send("b", 1), settled("b", "not_sent"), send("c", 1, digest="e"), said("b", "sent")),
     "2/r1 in_doubt @4 try0 open:c tries:b=made batch:1 people:h1 breaks:4, c=open of:e batch:1 people:h1"),
    ("a person says that it went",
     (person("sent"),),
     "2/r1 sent @2 try0 why:w tries:person-2=made"),
    ("a person says that it did not",
     (person("not_sent"),),
     "2/r1 not_sent @2 try0 why:w tries:person-2=nothing"),
    ("a person says that the rest went",
     (*HALF, said("c", "rejected"), person("sent")),
     "2/r1 sent @6 try0 went:1=h1 why:w tries:b=made batch:1 people:h1, c=nothing batch:2 people:h2, "
     "person-6=made"),
    ("a person says that the rest did not",
     (*HALF, said("c", "rejected"), person("not_sent")),
     "2/r1 partial @6 try0 went:1=h1 why:w tries:b=made batch:1 people:h1, c=nothing batch:2 people:h2, "
     "person-6=nothing"),
    ("a person says it of none that went",
     (send("b", 1), said("b", "rejected"), person("not_sent")),
     "2/r1 not_sent @4 try0 why:w tries:b=nothing batch:1 people:h1, person-4=nothing"),
    ("a person says that it did not, and then it is refused",
     (person("not_sent"), send("b", 1), said("b", "rejected", detail="no")),
     "2/r1 rejected @3 try0 why:no tries:person-2=nothing, b=nothing batch:1 people:h1"),
    ("a person says that it did not, and then one of two goes",
     (person("not_sent"), send("b", 1), said("b", "sent")),
     "2/r1 partial @3 try0 went:1=h1 tries:person-2=nothing, b=made batch:1 people:h1"),
    ("a person says it of another letter",
     (*HALF, said("c", "rejected"), person("sent", digest="e")),
     "2/r1 sent @6 try0 why:w tries:b=made batch:1 people:h1, c=nothing batch:2 people:h2, person-6=made of:e"),
    ("a person says it of a higher revision",
     (*MADE, person("sent", revision=2)),
     "4/r2 sent @4 try0 marks:m-i why:w tries:person-4=made"),
    ("made twice, the first stays",
     (*MADE, make("j", due=20), said("j", "sent", 6), person("sent", 5)),
     "2/r1 scheduled#5 @6 try1 due:9 marks:m-i+m-j why:w tries:i=made#5 due:9, j=made#6 due:20, person-6=made#5"),
    ("made twice, the second stays",
     (*MADE, make("j", due=20), said("j", "sent", 6), person("sent", 6)),
     "2/r1 scheduled#6 @6 try1 due:20 marks:m-i+m-j why:w tries:i=made#5 due:9, j=made#6 due:20, person-6=made#6"),
    ("made twice, one that went out at once stays",
     (make("i"), said("i", "sent", 5), make("j", due=20), said("j", "sent", 6), person("sent", 5)),
     "2/r1 running#5 @6 try1 marks:m-i+m-j why:w tries:i=made#5, j=made#6 due:20, person-6=made#5"),
    ("made twice, a stranger stays",
     (*MADE, make("j", due=20), said("j", "sent", 6), person("sent", 7)),
     "2/r1 running#7 @6 try1 marks:m-i+m-j why:w tries:i=made#5 due:9, j=made#6 due:20, person-6=made#7"),
    ("found",
     (found(5, "m-x"),),
     "2/r1 scheduled#5 @2 try4 due:9 marks:m-x tries:listed-2-5=made#5 due:9"),
    ("found, with strays",
     (found(5, "m-x", strays=(6, 7)),),
     "2/r1 scheduled#5 @2 try4 due:9 marks:m-x tries:listed-2-5=made#5 due:9, listed-2-6=made#6 due:9 breaks:2, "
     "listed-2-7=made#7 due:9 breaks:2"),
    ("found, and it was denied",
     (make("i", due=9), settled("i", "not_sent"), found(5, "m-i")),
     "2/r1 scheduled#5 @4 try4 due:9 marks:m-i tries:i=made#5 due:9"),
    ("found beside one that was denied",
     (make("i", due=9), settled("i", "not_sent"), found(5, "m-x")),
     "2/r1 scheduled#5 @4 try4 due:9 marks:m-i+m-x tries:i=nothing due:9, listed-4-5=made#5 due:9"),
    ("found without a marker",
     (make("i", due=9, marker=""), settled("i", "not_sent"), found(5, "")),
     "2/r1 scheduled#5 @4 try4 due:9 tries:i=nothing due:9, listed-4-5=made#5 due:9"),
    ("in doubt beside an open stop, and another stop is answered",
     (make("i"), stop("s", 5), said("i", "in_doubt"), stop("t", 5), said("t", "stopped")),
     "2/r1 in_doubt @2 try1 marks:m-i open:i(no answer) tries:i=open"),
    ("stopped by a run, beside a stop of a copy, a run's, and a person's that are open",
     (*MADE, stop("x", 9, "gone"), said("x", "in_doubt"), stop("s", 5, "replace"), said("s", "in_doubt"),
      stop("u", 5), said("u", "in_doubt"), stop("t", 5, "gone"), said("t", "stopped")),
     "2/r1 stopped#5 @2 try1 due:9 marks:m-i by:person on:11 tries:i=made#5 due:9 by:person on:11"),
    ("a second revision that was made twice",
     (*MADE, make("j", revision=2), said("j", "sent", 6), make("k", revision=2), said("k", "sent", 7)),
     "4/r2 running#7 @6 try1 marks:m-i+m-j+m-k tries:j=made#6, k=made#7 breaks:4"),
    ("made under an older name, and once more",
     (make("i", "b"), said("i", "sent", 5, address="b"), make("j", names=("b",)), said("j", "sent", 6)),
     "4/r1 running#6 @4 try1 marks:m-j tries:j=made#6 breaks:2"),
    ("the first of two attempts that were refused is found",
     (make("i", due=9), said("i", "rejected"), make("j", due=9), said("j", "rejected"), found(5, "m-i")),
     "2/r1 scheduled#5 @6 try4 due:9 marks:m-i+m-j last:m-i tries:i=made#5 due:9, j=nothing due:9"),
    ("found at a higher revision",
     (make("i", due=9), said("i", "rejected"), found(5, "m-x", 2)),
     "4/r2 scheduled#5 @4 try4 due:9 marks:m-i+m-x tries:listed-4-5=made#5 due:9"),
]  # fmt: skip


@pytest.mark.breaks_the_promise
@pytest.mark.parametrize(
    ("told", "adds_up_to"), [row[1:] for row in STORIES], ids=[row[0] for row in STORIES]
)
def test_what_a_story_adds_up_to(told: tuple[Told, ...], adds_up_to: str) -> None:
    record = folded(*told).record("a")
    assert record is not None
    assert entry(record) == adds_up_to
    assert [json.loads(json.dumps(one)) for one in told] == [*told], (
        "else what was written is not found again"
    )


def test_what_a_family_made_by_its_older_name_is_not_made_again() -> None:
    told = (make("i", "g[x]"), said("i", "sent", 5, address="g[x]"), records.renamed(source="g", target="f"))
    again = folded(*told, make("j", "f[x]")).record("f[x]")
    assert again is not None
    assert again.tries[-1].breaks == 2


def test_an_entry_keeps_what_its_family_its_day_and_its_successor_are_asked_for() -> None:
    told = make("i", "f[x]", key_columns=("k",), as_of="2031-01-01", numbers={"price": 5.0}, payload={"n": 1})
    record = folded(told).records["f[x]"]
    assert (record.key_columns, record.as_of, record.numbers) == (("k",), "2031-01-01", {"price": 5.0})
    assert (record.payload, record.name, record.channel) == ({"n": 1}, "N i", "push")
    assert (record.endpoint, record.is_send) == ("/1/targets/create.json", False)
    letter = folded(send("b", 1, key_columns=("k",), numbers={"price": 5.0})).records["a"]
    assert (letter.batch_count, letter.is_send, letter.channel, letter.numbers) == (
        2,
        True,
        "sms",
        {"price": 5.0},
    )


@pytest.mark.parametrize("answered", ["replace", "person"])
def test_what_a_person_stopped_while_a_replace_did_is_not_made_anew(answered: str) -> None:
    """Whoever's answer came first: after `ctc stop --all` and a resume it would have gone out all the same."""
    first = {"replace": "s1", "person": "s2"}[answered]
    state = folded(
        make("i1"), said("i1", "sent", 5), stop("s1", 5, "replace"), stop("s2", 5), said(first, "stopped"),
        *(said(one, "stopped") for one in ("s1", "s2") if one != first),
    )  # fmt: skip
    record = state.record("a")
    assert record is not None
    assert (record.status, record.stopped_by) == (Status.STOPPED, "person")
