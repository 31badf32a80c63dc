"""``ctc explain``."""

import textwrap

import click

from ctc.cli.exits import Exit
from ctc.cli.options import talking
from ctc.codes.code import Code


@click.command("explain", epilog="Example: ctc explain CTC412")
@click.argument("code", required=False)
@talking
def command(code: str | None, terminal: object) -> int:
    """What a code means, why it matters, a bad and a good example; without CODE, list them."""
    from ctc.suggest import did_you_mean
    from ctc.validation.rules.explanations import explanations

    known = explanations()
    if code is None:
        for text in known.values():
            click.echo(f"{text.code}  {text.severity:<8} {text.title}")
        return Exit.FINE
    found = known.get(code.upper()) or known.get(f"CTC{code}")
    if found is None:
        hint = did_you_mean(code, known) or "`ctc explain` lists them."
        raise click.UsageError(f"there is no code {code!r}. {hint}")
    click.echo(_page(found))
    return Exit.FINE


def _page(code: Code) -> str:
    head = click.style(f"{code.code}: {code.title}", bold=True)
    lines = [
        head,
        f"severity: {code.severity}; " + ("can" if code.ignorable else "cannot") + " be ignored",
        "",
    ]
    for text in (code.what, code.why):
        lines += [textwrap.fill(text, 88), ""]
    for title, example in (("Bad", code.bad), ("Good", code.good)):
        if example:
            lines += [f"{title}:", textwrap.indent(example.rstrip(), "    "), ""]
    if code.source:
        lines.append(f"Source: {code.source}")
    return "\n".join(lines).rstrip()
