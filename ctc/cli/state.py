"""``ctc state``: look into the state, and settle what is in doubt."""

import os
from pathlib import Path

import click

from ctc.cli.asking import says_yes
from ctc.cli.exits import Exit
from ctc.cli.options import Terminal, format_option, talking
from ctc.cli.state_trust import environment, lost, rebind, verify
from ctc.shown import data, inline


@click.group(
    "state", epilog="Example: ctc state resolve price-drop --sent 1700000001 --why 'seen in the dashboard'"
)
def command() -> None:
    """Look into the state, and settle what is in doubt."""


@environment
@command.command("init", epilog="Example: ctc state init --env production")
@talking
def init(env: str | None, terminal: Terminal) -> None:
    """Begin a state, with what CleverTap has of this project.

    Once for an environment: a state that is lost is restored from a backup, not begun again.
    """
    from ctc.pipeline.state import begin

    begun = begin(Path.cwd(), os.environ, env)
    count = f"{begun.found} campaign{'s'[: begun.found != 1]}"
    click.echo(f"the state is begun; {count} of this project found in CleverTap")
    if begun.unignored is not None:
        terminal.talk(f"git does not ignore the state's file yet: name it in {begun.unignored}")


@environment
@command.command("list", epilog="Example: ctc state list --format json")
@format_option("text", "json")
@talking
def list_(env: str | None, output: str, terminal: Terminal) -> None:
    """Every record; CleverTap is not asked."""
    _show(env, None, output, terminal)


@environment
@command.command("show", epilog="Example: ctc state show 'price-drop[en]'")
@click.argument("address")
@format_option("text", "json")
@talking
def show(address: str, env: str | None, output: str, terminal: Terminal) -> None:
    """One record, whole."""
    _show(env, address, output, terminal)


def _show(env: str | None, address: str | None, output: str, terminal: Terminal) -> None:
    from ctc.cli.views.records import record_lines, records_as_json
    from ctc.pipeline.standing import overview
    from ctc.pipeline.state import opened_state
    from ctc.suggest import did_you_mean

    with opened_state(Path.cwd(), os.environ, env) as state:
        found = overview(state, named=address, ask=False).standings
        if address is not None and not found:
            hint = did_you_mean(address, state.journal.state.records) or ""
            raise click.ClickException(f"nothing is recorded of {address}. {hint}".strip())
        now, timezone = state.journal.now(), state.session.environment.timezone
        if output == "json":
            click.echo(data(records_as_json(found)))
        else:
            verbose = terminal.verbose or address is not None
            for standing in found:
                for line in record_lines(standing, now=now, timezone=timezone, verbose=verbose):
                    click.echo(line)


@environment
@command.command("history", epilog="Example: ctc state history 'price-drop[en]'")
@click.argument("address")
@format_option("text", "json")
@talking
def history(address: str, env: str | None, output: str, terminal: Terminal) -> None:
    """Every record of the journal about an address, from the first."""
    from ctc.cli.views.records import history_line
    from ctc.pipeline.state import opened_state

    with opened_state(Path.cwd(), os.environ, env) as state:
        entries = state.journal.history(address)
        if not entries:
            raise click.ClickException(f"nothing is recorded of {address}")
        if output == "json":
            shown = [{"serial": e.serial, "at": e.at.isoformat(), **e.record} for e in entries]
            click.echo(data({"format_version": 1, "entries": shown}))
        else:
            for entry in entries:
                click.echo(history_line(entry.at, dict(entry.record)))


@environment
@command.command(
    "resolve", epilog="Example: ctc state resolve newsletter --batch 7 --not-sent --why 'support asked'"
)
@click.argument("address", metavar="ADDRESS|GLOB")
@click.option(
    "--sent",
    is_flag=False,
    flag_value="-",
    metavar="[ID]",
    help="It was sent; CleverTap's id of it, where known.",
)
@click.option("--not-sent", is_flag=True, help="It was not sent, and may be sent.")
@click.option("--batch", type=click.IntRange(1), metavar="N", help="The batch of an identity send.")
@click.option("--why", required=True, metavar="TEXT", help="How you know; stands in the history.")
@talking
def resolve(
    address: str,
    sent: str | None,
    not_sent: bool,
    batch: int | None,
    why: str,
    env: str | None,
    terminal: Terminal,
) -> None:
    """Settle what is in doubt, with who and why: one address, or all that a glob takes.

    CleverTap is asked first: an id that is another campaign's, or a campaign that is there after all, is told.
    """
    from ctc.pipeline.resolving import resolve as settle

    if (sent is None) == (not not_sent):
        raise click.UsageError("say either --sent [ID] or --not-sent")
    settled = settle(
        Path.cwd(),
        os.environ,
        env,
        address,
        sent=sent is not None,
        campaign_id=_campaign_id(sent),
        batch=batch,
        why=why,
    )
    word = "sent" if sent is not None else "not sent"
    for one in settled:
        terminal.talk(f"{one} is settled as {word}")


def _campaign_id(sent: str | None) -> int | None:
    if sent is None or sent == "-":
        return None
    if not (sent.isascii() and sent.isdigit() and 0 < int(sent) < 2**63):
        raise click.UsageError(f"--sent {sent}: CleverTap's ids are positive whole numbers")
    return int(sent)


@environment
@command.command("forget", epilog="Example: ctc state forget old-newsletter --why 'tested by hand'")
@click.argument("address")
@click.option("--why", required=True, metavar="TEXT", help="Stands in the history.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@talking
def forget(address: str, why: str, env: str | None, yes: bool, terminal: Terminal) -> int:
    """Free an identity: its next create is sent as if nothing had been."""
    from ctc.pipeline.state import opened_state, person, statuses_now
    from ctc.state.settling import forget as free

    try:
        agreed = yes or says_yes(f"Forget {inline(address)}, which is sent again if its spec comes back")
    except click.Abort:
        click.echo("\nnothing was forgotten: nobody answered. A pipeline says --yes", err=True)
        return Exit.PROBLEMS
    if not agreed:
        click.echo("nothing was forgotten", err=True)
        return Exit.PROBLEMS
    with opened_state(Path.cwd(), os.environ, env) as state:
        free(state.journal, address, by=person(), why=why, listed=statuses_now(state))
    terminal.talk(f"{address} is free")
    return Exit.FINE


@environment
@command.command("move", epilog="Example: ctc state move price-drop-2 price-drop")
@click.argument("source")
@click.argument("target")
@talking
def move(source: str, target: str, env: str | None, terminal: Terminal) -> None:
    """Carry a record over to another address, as `was:` in a spec does."""
    from ctc.address import is_address
    from ctc.pipeline.state import opened_state, person
    from ctc.state.settling import move as carry

    if not is_address(target):
        raise click.UsageError(f"{target!r} is no address")
    with opened_state(Path.cwd(), os.environ, env) as state:
        carry(state.journal, source, target, by=person())
    terminal.talk(f"{source} is {target} now")


@environment
@command.command("resume", epilog="Example: ctc state resume --why 'the prices are right again'")
@click.option("--why", required=True, metavar="TEXT", help="Stands in the history.")
@talking
def resume(why: str, env: str | None, terminal: Terminal) -> None:
    """Lift the halt of `ctc stop --all`: plans may be applied again."""
    from ctc.pipeline.state import opened_state, person
    from ctc.state.halting import resume as lift

    with opened_state(Path.cwd(), os.environ, env) as state:
        lift(state.journal, by=person(), why=why)
    terminal.talk("the halt is lifted")


for _further in (rebind, verify, lost):
    command.add_command(_further)
