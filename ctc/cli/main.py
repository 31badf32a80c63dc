"""The root command, and the one boundary at which mistakes become exit codes."""

import errno
import gc
import os
import sys
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from ctc.cli.exits import Exit
from ctc.cli.guarded import guarded_streams
from ctc.cli.streams import begin_in_utf8, settled, silence
from ctc.shown import inline
from ctc.signals import broken_off

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

COMMANDS: Final = {
    "init": "Begin a repository of campaigns.",
    "new": "Add one campaign to edit.",
    "lint": "Check specs: schemas, templates, rules.",
    "fmt": "Give YAML files one layout; what they say stays.",
    "compile": "Print the canonical payloads.",
    "plan": "Show what apply would do; changes nothing.",
    "show": "Print a saved plan.",
    "apply": "Send what the plan says, never twice.",
    "stop": "Stop a scheduled campaign that ctc made.",
    "adopt": "Take over a campaign that exists already.",
    "status": "What is recorded, and what CleverTap says now.",
    "log": "Who did what, when, and from where.",
    "state": "Look into the state, and settle what is in doubt.",
    "import": "Turn a payload or a curl command into a spec.",
    "preview": "One HTML page: every message as its recipient sees it.",
    "comment": "Write a plan into the pull request that a pipeline runs for.",
    "sandbox": "Run the local CleverTap with its web inbox.",
    "test": "Test campaigns: who gets it, and what do they read?",
    "catalog": "The names that the account has: check, import, draft.",
    "schema": "Print the bundled JSON Schemas.",
    "lsp": "The language server, for editors.",
    "mcp": "Tools for agents; none of them sends.",
    "doctor": "Look at what ctc needs, and say what to do.",
    "explain": "What a code means, such as CTC412, or what a field takes.",
    "completion": "What makes bash, zsh or fish complete.",
    "demo": "A guided first run against the sandbox.",
}
_COLLECT: Final = (1_000_000, 20, 50)
"""When Python looks for garbage in circles: hardly any file makes some, so that looking is in vain."""
_COLLECT_IN_SERVERS: Final = (100_000, 20, 50)
_SERVERS: Final = frozenset({"sandbox", "lsp", "mcp"})
"""Commands that go on until somebody ends them."""
_BAD_FILE: Final = ("disk", "unable to open", "readonly", "not a database", "malformed", "locked")
_FULL: Final = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO})
"""A disk or a device that takes no more: the world's doing, not ctc's."""
MODULES: Final = {"test": "testing", "compile": "compiling", "import": "importing", "explain": "explaining"}


GROUPS: Final = ("state", "catalog")
"""Commands that have commands of their own."""
ELSEWHERE: Final = {
    "build": "compile",
    "check": "lint",
    "deploy": "apply",
    "destroy": "stop",
    "diff": "plan",
    "format": "fmt",
    "history": "log",
    "render": "compile",
    "run": "apply",
    "send": "apply",
    "serve": "sandbox",
    "validate": "lint",
}
"""What like tools call it."""


class Commands(click.Group):
    """Imports a command's module when it is used, so that ``--help`` stays fast."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        if name not in COMMANDS:
            return None
        module = import_module(f"ctc.cli.{MODULES.get(name, name)}")
        command: click.Command = module.command
        if "_CTC_COMPLETE" in os.environ:
            from ctc.cli.completing import teach

            teach(command)
        gc.freeze()  # what is imported stays: it is not looked through for garbage
        if name in _SERVERS:
            gc.set_threshold(*_COLLECT_IN_SERVERS)
        return command

    def shell_complete(self, ctx: click.Context, incomplete: str) -> "list[CompletionItem]":
        """Commands by their lines, without importing any."""
        from click.shell_completion import CompletionItem

        return [CompletionItem(n, help=says) for n, says in COMMANDS.items() if n.startswith(incomplete)]

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        try:
            return super().resolve_command(ctx, args)
        except click.UsageError as error:
            hint = self._meant(ctx, args[0]) if args else None
            raise click.UsageError(f"{error.message} {hint or ''}".strip(), ctx) from None

    def _meant(self, ctx: click.Context, word: str) -> str | None:
        """What somebody may have meant who typed a word that is no command."""
        from ctc.suggest import did_you_mean

        for name in GROUPS:
            group = self.get_command(ctx, name)
            if isinstance(group, click.Group) and word in group.commands:
                return f"did you mean 'ctc {name} {word}'?"
        if word in ELSEWHERE:
            return f"did you mean '{ELSEWHERE[word]}'?"
        return did_you_mean(word, COMMANDS)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.group(
    cls=Commands,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Begin with `ctc init` in an empty folder, or look on with `ctc demo`. "
    "Each command's --help ends with an example.",
)
@click.version_option(package_name="ctc", prog_name="ctc", message="%(prog)s %(version)s")
def root() -> None:
    """Campaign as code: Terraform for CleverTap campaigns."""


def main(args: list[str] | None = None) -> Any:
    """Runs a command line and exits with a code of :class:`ctc.cli.exits.Exit`; never shows a traceback."""
    if args is None:
        begin_in_utf8(os.environ)
    gc.set_threshold(*_COLLECT)
    with settled() as is_heard, guarded_streams(), broken_off():
        if not is_heard:
            click.echo(
                "error: standard output is closed, so nothing was done: give it /dev/null at least", err=True
            )
            sys.exit(Exit.PROBLEMS)
        _run(args)


def _run(args: list[str] | None) -> Any:
    try:
        code = root.main(args=args, prog_name="ctc", standalone_mode=False) or 0
        sys.stdout.flush()
        sys.exit(code)
    except click.exceptions.Exit as error:
        sys.exit(error.exit_code)
    except click.exceptions.NoArgsIsHelpError as error:  # its message is the help, and has lines
        _show(error)
        sys.exit(Exit.USAGE)
    except click.ClickException as error:
        error.message = inline(error.message)  # type: ignore[misc]
        _show(error)
        sys.exit(Exit.USAGE if isinstance(error, click.UsageError) else Exit.PROBLEMS)
    except (click.Abort, KeyboardInterrupt):
        _say("interrupted")
        sys.exit(Exit.PROBLEMS)
    except BrokenPipeError:
        silence(sys.stdout)
        sys.exit(Exit.PROBLEMS)
    except OSError as error:
        _report_refusal(error)
        sys.exit(Exit.PROBLEMS)
    except Exception as error:  # the last boundary: a bug of ctc's must not read like the user's
        _report(error)
        sys.exit(Exit.PROBLEMS)
    finally:
        gc.freeze()  # else Python goes through everything several times before it ends


def _say(text: str) -> None:
    """A line on stderr, where somebody reads it."""
    try:
        click.echo(text, err=True)
    except OSError:
        silence(sys.stderr)


def _show(error: click.ClickException) -> None:
    """What click says of it, where somebody reads it."""
    try:
        error.show()
    except OSError:
        silence(sys.stderr)


def _report(error: Exception) -> None:
    from ctc.diagnostics import UserError  # which `--help` does not wait for

    if isinstance(error, UserError):
        from ctc.cli.views.diagnostics import print_diagnostics

        print_diagnostics(error.diagnostics, err=True)
    elif type(error).__module__ == "sqlite3" and any(word in str(error) for word in _BAD_FILE):
        _say(f"error: a file of ctc's own cannot be used: {error}")
        _say(
            "help: it is the sandbox's account, below .ctc/sandbox: no state, and made anew where it is removed"
        )
    else:
        _report_bug(error)


def _report_refusal(error: OSError) -> None:
    """The system refused something: a sentence, unless nobody could know what it was about."""
    if error.filename is not None:
        _say(f"error: {inline(str(error.filename))}: {error.strerror or 'cannot be read or written'}")
    elif error.errno in _FULL:
        silence(sys.stdout)
        _say(f"error: the output cannot be written: {error.strerror}")
    elif error.errno == errno.ENOENT and _is_homeless():
        _say("error: the current folder is gone: cd to one that is there")
    else:
        _report_bug(error)


def _is_homeless() -> bool:
    """Whether the current folder was removed."""
    try:
        Path.cwd()
    except FileNotFoundError:
        return True
    return False


def _report_bug(error: Exception) -> None:
    import traceback

    from ctc.cli.guarded import redacted

    if any(flag in sys.argv for flag in ("-v", "--verbose")):
        _say(redacted("".join(traceback.format_exception(error))))
    text = inline(redacted(str(error))) or "no message"
    _say(f"error: ctc failed in a way it should not: {type(error).__name__}: {text}")
    _say("help: this is a bug of ctc's; run again with -v and report what it prints")
