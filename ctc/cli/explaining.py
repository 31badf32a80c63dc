"""``ctc explain``."""

import click

from ctc.cli.options import talking

_START = """\
ctc explain CTC412          a code that ctc printed
ctc explain codes           all of them, a line each
ctc explain campaign.when   a field: its type, values, limits, an example
ctc explain push            the fields of a channel; so do email, sms, webpush, webhook, notificationinbox,
                            whatsapp, message, spec (what stands beside the body), test, catalog.yaml and ctc.yaml
ctc explain wzrk_cid        a field by its name alone, wherever it stands
"""

_FEW = 40
"""Names that are listed where none of them is near."""


@click.command("explain", epilog="Example: ctc explain push.content.platform_specific.android")
@click.argument("words", metavar="[CODE|FIELD]", required=False)
@talking
def command(words: str | None, terminal: object) -> None:
    """What a code means, or what a field takes; without either, how to ask."""
    from ctc.validation.rules.explanations import explanations

    if words is None:
        click.echo(_START, nl=False)
        return
    known = explanations()
    if words == "codes":
        for text in known.values():
            click.echo(f"{text.code}  {text.severity:<8} {text.title}")
        return
    code = known.get(words.upper()) or known.get(f"CTC{words}")
    click.echo(_code(words) if code is None else _page_of(code))


def _page_of(code: object) -> str:
    from ctc.cli.views.explanations import code_page

    return code_page(code)  # type: ignore[arg-type]


def _code(words: str) -> str:
    from ctc.cli.views.explanations import field_page
    from ctc.suggest import did_you_mean
    from ctc.validation.rules.explanations import explanations
    from ctc.validation.schema.lookup import Missing, found

    if words.upper().startswith("CTC") and (words[3:].isdigit() or not words[3:]):
        hint = did_you_mean(words, explanations()) or "`ctc explain codes` lists them."
        raise click.UsageError(f"there is no code {words!r}. {hint}")
    answer = found(words)
    if isinstance(answer, Missing):
        near = did_you_mean(answer.word, answer.known)
        some = ", ".join(sorted(answer.known))
        few = f"There are: {some}." if some else "Nothing stands below it."
        hint = near or (few if len(answer.known) <= _FEW else "`ctc explain` alone is a way in.")
        raise click.UsageError(f"nothing is called {answer.word!r} {answer.where}. {hint}")
    return field_page(answer)
