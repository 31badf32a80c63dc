"""What ``ctc doctor`` looks at of one environment: where it is, its credentials, its state, CleverTap and its clock."""

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Final

from ctc.clevertap.listing import Listing
from ctc.diagnostics import UserError
from ctc.pipeline.checked import Checked, Health, told
from ctc.pipeline.sessions import Session, proxy_of, state_problem
from ctc.pipeline.states import open_journal
from ctc.project.project import Environment
from ctc.state.store import StoreError

_APART: Final = timedelta(seconds=30)
"""So much two clocks may differ before it is worth a word: a ``Date`` header is rounded, an answer takes its time."""


def _address(part: str, environment: Environment, environ: Mapping[str, str]) -> Iterator[Checked]:
    """The host, and the proxy that its requests go through, where there is one."""
    try:
        host = environment.host()
    except UserError as error:
        yield from told(part, "host", error)
        return
    yield Checked(part=part, name="host", health=Health.FINE, seen=host or "no host")
    if environment.is_local():
        return
    try:
        proxy = proxy_of(f"https://{host}", environ)
    except UserError as error:
        yield from told(part, "proxy", error)
        return
    if proxy is not None:
        yield Checked(part=part, name="proxy", health=Health.NOTE, seen=f"requests go through {proxy}")


def environment_checks(opened: Session, environ: Mapping[str, str], *, ask: bool) -> Iterator[Checked]:
    environment = opened.environment
    part = f"environment {environment.name}"
    address = [*_address(part, environment, environ)]
    yield from address
    is_usable = all(each.health is not Health.WRONG for each in address)
    yield Checked(part=part, name="time zone", health=Health.FINE, seen=environment.timezone)
    try:
        environment.credentials()
    except UserError as error:
        yield from told(part, "credentials", error)
        ask = False
    else:
        seen = "none are needed" if environment.is_sandbox else "account id and passcode are set"
        yield Checked(part=part, name="credentials", health=Health.FINE, seen=seen)
    if is_usable or address[0].health is not Health.WRONG:  # else the same would be told of the state
        yield from _as_far_as_it_goes(opened, part, "state", _state)
    if ask and is_usable:
        yield from _as_far_as_it_goes(opened, part, "CleverTap", _server)


def _as_far_as_it_goes(
    opened: Session, part: str, name: str, look: Callable[[Session, str], Iterator[Checked]]
) -> Iterator[Checked]:
    """What ``look`` sees; where it cannot, that is what is wrong, and all else is looked at."""
    try:
        yield from look(opened, part)
    except UserError as error:
        yield from told(part, name, error)
    except StoreError as error:
        yield from told(part, name, state_problem(opened.environment.without_values(str(error))))
    except OSError as error:
        seen = f"{error.filename}: {error.strerror}" if error.filename is not None else str(error)
        yield Checked(
            part=part, name=name, health=Health.WRONG, seen=seen, help="ctc keeps its own files there"
        )


def _state(opened: Session, part: str) -> Iterator[Checked]:
    journal = open_journal(opened, durable=False)
    binding = journal.state.binding
    if binding is None:
        seen = "not begun yet; the first apply begins it"
    else:
        seen = f"serial {journal.state.serial}, bound to {binding.project}/{binding.environment}"
    yield Checked(part=part, name="state", health=Health.FINE, seen=seen)


def _server(opened: Session, part: str) -> Iterator[Checked]:
    asked = datetime.now(UTC)
    listing = opened.client.listing(asked.date(), asked.date())
    answers = listing.complete or bool(listing.campaigns)
    yield Checked(
        part=part,
        name="CleverTap",
        health=Health.FINE if answers else Health.WRONG,
        seen="answers, and takes the credentials" if answers else listing.detail,
        help=""
        if answers
        else "check region, account id and passcode; valid ones are refused by another region",
    )
    yield from _clock(listing, asked, datetime.now(UTC), part)


def _clock(listing: Listing, asked: datetime, answered: datetime, part: str) -> Iterator[Checked]:
    """This machine's clock beside the ``Date`` of an answer, where it had one."""
    if listing.at is None:
        return
    early, late = listing.at - answered, asked - listing.at
    by = max(early, late)
    if by <= _APART:
        yield Checked(part=part, name="clock", health=Health.FINE, seen="as CleverTap's")
        return
    which = "behind" if by == early else "ahead of"
    yield Checked(
        part=part,
        name="clock",
        health=Health.NOTE,
        seen=f"this machine's is {timedelta(seconds=round(by.total_seconds()))} {which} CleverTap's",
        help="set it, best by NTP: what goes out now, and how long ago something was, is counted by it",
    )
