"""Every command on streams that are closed, full, broken or of another alphabet: words, and never a traceback."""

import json
import os
import resource
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from tests.hostile.shop import COMMANDS, EVERYTHING, Ran, environ_of, run

CONDITIONS = {
    "stdin closed": '"$@" <&-',
    "stdout closed": '"$@" >&-',
    "stderr closed": '"$@" 2>&-',
    "all closed": '"$@" <&- >&- 2>&-',
    "stdout is full": '"$@" >/dev/full',
    "stderr is full": '"$@" 2>/dev/full',
    "nobody reads": '"$@" | true; exit ${PIPESTATUS[0]}',
    "files may not grow": 'ulimit -f 0; "$@"',
    "Latin-1": 'PYTHONIOENCODING=latin-1 "$@"',
    "ASCII": 'PYTHONIOENCODING=ascii "$@"',
    "a locale that is not there": 'LC_ALL=xx_XX.ISO-8859-1 LANG= "$@"',
    "no locale, and no help": 'LC_ALL=C PYTHONCOERCECLOCALE=0 PYTHONUTF8=0 "$@"',
    "a dumb terminal": 'TERM=dumb "$@"',
}
NEVER = (
    "Traceback",
    "in a way it should not",
    "Exception ignored",
    "UnicodeEncodeError",
    "Fatal Python error",
)


def pairs() -> list[tuple[str, str]]:
    """All, or a sample in which every command and every condition stands."""
    commands, conditions = list(COMMANDS), list(CONDITIONS)
    if EVERYTHING:
        return [(command, condition) for command in commands for condition in conditions]
    most = max(len(commands), len(conditions))
    return [(commands[at % len(commands)], conditions[at % len(conditions)]) for at in range(most)]


@pytest.mark.parametrize(("command", "condition"), pairs())
def test_words_and_a_code(shop: Path, command: str, condition: str) -> None:
    ran = run(shop, COMMANDS[command], shell=CONDITIONS[condition])
    assert not any(never in ran.said for never in NEVER), ran.said
    assert ran.code in {0, 1, 2, 4}, ran
    for made in (path for path in (shop / "out").rglob("*") if path.is_file()):
        assert not made.name.startswith("."), f"half of {made} is left"
        assert made.read_bytes()


ALPHABETS = {"en_US": "ISO-8859-1", "pl_PL": "ISO-8859-2", "ja_JP": "EUC-JP"}
"""Locales that this system makes if it can; in the last one bytes are not always turned back from what they became."""


@cache
def locale_of(name: str) -> dict[str, str]:
    """The environment of a locale of another alphabet."""
    folder = Path(os.environ["XDG_CACHE_HOME"]) / "locales"
    folder.mkdir(exist_ok=True)
    if shutil.which("localedef") is None:
        pytest.skip("this system has no localedef")
    made = ["localedef", "-i", name, "-f", ALPHABETS[name], str(folder / name)]
    subprocess.run(made, capture_output=True, check=False)
    if not (folder / name).is_dir():
        pytest.skip(f"this system cannot make a locale of {name}")
    return {"LOCPATH": str(folder), "LC_ALL": name}


@pytest.mark.parametrize(
    "command",
    list(COMMANDS) if EVERYTHING else ["lint", "lint json", "plan json", "plan", "compile", "apply"],
)
@pytest.mark.parametrize("name", ALPHABETS)
def test_a_locale_of_another_alphabet(shop: Path, command: str, name: str) -> None:
    if not EVERYTHING and (command == "plan") == (name == "ja_JP"):
        pytest.skip("a part of them alone")
    ran = run(shop, COMMANDS[command], **locale_of(name))
    assert not any(never in ran.said for never in NEVER), ran.said
    assert ran.code in {0, 1, 2, 4}
    if command in {"lint json", "compile"}:
        assert "ż" in ran.out.decode("utf-8", "strict")
    elif command == "plan" and name != "ja_JP":
        assert "zażółć".encode(ALPHABETS[name], "replace") in ran.out


@pytest.mark.parametrize("name", ALPHABETS)
def test_what_is_typed_in_another_alphabet_is_what_is_meant(shop: Path, name: str) -> None:
    (shop / "campaigns" / "żółw ć").mkdir()
    (shop / "campaigns" / "ż.yaml").rename(shop / "campaigns" / "żółw ć" / "ż.yaml")
    ran = run(shop, ["compile", "campaigns/żółw ć"], **locale_of(name))
    assert (ran.code, len(json.loads(ran.out)["payloads"])) == (0, 1), ran.said
    assert "żółw ć" in run(shop, ["lint", "--format", "json", "żółw ć"], **locale_of(name)).out.decode(
        "utf-8"
    )


@pytest.mark.parametrize("condition", ["Latin-1", "ASCII"])
@pytest.mark.parametrize("command", ["lint json", "compile", "plan markdown", "preview"])
def test_what_machines_read_is_utf_8(shop: Path, command: str, condition: str) -> None:
    ran = run(shop, COMMANDS[command], shell=CONDITIONS[condition])
    assert "ż" in ran.out.decode("utf-8", "strict")
    if command in {"lint json", "compile"}:
        json.loads(ran.out)


def test_closed_stdout_is_told_before_anything_is_done(shop: Path) -> None:
    ran = run(shop, ["apply", "--auto-approve"], shell='"$@" >&-')
    assert (ran.code, ran.out) == (1, b"")
    assert b"standard output is closed, so nothing was done" in ran.err
    assert not (shop / ".ctc").exists()


def test_a_database_is_never_opened_as_stderr(shop: Path) -> None:
    """A closed stream's number goes to the next file that is opened; a library's warning would be written into it."""
    assert run(shop, ["apply", "--auto-approve"], shell='"$@" <&- 2>&-').code == 0
    assert run(shop, ["state", "list"]).code == 0


def test_sending_goes_on_where_nobody_reads(shop: Path) -> None:
    ran = run(
        shop, ["apply", "--auto-approve", "--format", "json"], shell='"$@" | true; exit ${PIPESTATUS[0]}'
    )
    assert ran.code == 0, ran
    assert b"scheduled" in run(shop, ["state", "list"]).out


def test_a_plan_that_nobody_reads_is_not_carried_out(shop: Path) -> None:
    ran = run(shop, ["apply", "--auto-approve"], shell='"$@" >/dev/full')
    assert (ran.code, b"cannot be written" in ran.err) == (1, True), ran
    assert b"scheduled" not in run(shop, ["state", "list"]).out


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
def test_a_run_that_is_ended_leaves_nothing_half_done(shop: Path, number: signal.Signals) -> None:
    """It waits for an answer that nobody gives, and is told to end."""
    process = subprocess.Popen(
        [sys.executable, "-m", "ctc", "import", "-"],
        cwd=shop,
        env=environ_of(),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert process.stdin is not None
    process.stdin.write(b"{")  # it reads on from here
    process.stdin.flush()
    _asleep(process.pid)
    process.send_signal(number)
    _, said = process.communicate()
    assert process.returncode == 1
    assert said.strip() == b"interrupted"


def _asleep(pid: int) -> None:
    """Waits until a process waits for its stdin, as the system tells it."""
    status = Path(f"/proc/{pid}/wchan")
    if not status.exists():
        pytest.skip("this system does not tell what a process waits for")
    until = 20_000_000
    while until and not Path(f"/proc/{pid}/wchan").read_text("ascii").startswith(
        ("pipe_read", "anon_pipe_read")
    ):
        until -= 1


def limited(size: int) -> Callable[[], None]:
    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))

    return limit


@pytest.mark.parametrize("size", [0, 512, 4096, 20_000] if EVERYTHING else [0, 4096])
@pytest.mark.parametrize("command", ["plan to a file", "preview to a file", "apply", "import to a file"])
def test_a_disk_that_is_full_in_the_middle(shop: Path, command: str, size: int) -> None:
    ran = run(shop, COMMANDS[command], preexec=limited(size))
    assert not any(never in ran.said for never in NEVER), ran.said
    assert ran.code in {0, 1, 4}
    assert not [path for path in (shop / "out").rglob("*") if path.name.startswith(".")]


@pytest.mark.parametrize("size", [512, 3_000, 6_000])
@pytest.mark.parametrize("args", [["doctor"], ["apply", "--auto-approve", "-q"]])
def test_a_disk_that_takes_no_more_of_the_sandbox(shop: Path, args: list[str], size: int) -> None:
    ran = run(shop, args, preexec=limited(size))
    assert not any(never in ran.said for never in NEVER), ran.said
    assert ran.code == 1
    assert "error" in ran.said or "✗" in ran.said


@pytest.mark.parametrize(
    ("args", "code"),
    [([], 2), (["lint", "--nosuch"], 2), (["plan", "-o", "-"], 2), (["state", "show", "x"], 1)],
)
@pytest.mark.parametrize("shell", ['"$@" 2>/dev/full', '"$@" >/dev/full 2>/dev/full', '"$@" 2>&-'])
def test_a_wrong_command_line_has_its_code_where_nobody_reads_why(
    shop: Path, args: list[str], code: int, shell: str
) -> None:
    assert run(shop, args, shell=shell).code == code


ENDLESS = {
    "import": ["import", "/dev/zero"],
    "import stdin": ["import", "-"],
    "lint payload": ["lint", "--payload", "/dev/zero"],
    "apply": ["apply", "/dev/zero"],
    "preview plan": ["preview", "--plan", "/dev/zero"],
    "show": ["show", "/dev/zero"],
    "catalog": ["catalog", "import", "/dev/zero"],
}
SAID_OTHERWISE = {
    "sandbox": (["sandbox", "--load", "/dev/zero"], 2, "no regular file"),
    "fmt stdin": (["fmt", "-"], 1, "5,000,000"),
    "comment": (["comment", "/dev/zero"], 2, "no plan in Markdown"),
    "test": (["test", "/dev/zero"], 1, "no regular file"),
    "baseline": (["lint", "--baseline", "/dev/zero"], 1, "no baseline"),
}


@pytest.mark.parametrize("command", ENDLESS)
def test_a_file_without_an_end(shop: Path, command: str) -> None:
    ran = run(shop, ENDLESS[command], shell='"$@" </dev/zero')
    if command == "apply":  # no plan, and so a path, and none of a campaign
        assert (ran.code, "lies outside of campaigns/" in ran.said) == (2, True), ran
    else:
        assert (ran.code, "MB" in ran.said) == (1, True), ran
    assert not any(never in ran.said for never in NEVER)


@pytest.mark.parametrize("command", SAID_OTHERWISE)
def test_nor_does_another_reader_wait_for_its_end(shop: Path, command: str) -> None:
    args, code, words = SAID_OTHERWISE[command]
    ran = run(shop, args, shell='"$@" </dev/zero')
    assert (ran.code, words in ran.said) == (code, True), ran
    assert not any(never in ran.said for never in NEVER)


@pytest.mark.parametrize("url", ["http://127.0.0.1:99999", "http://localhost:x", "http://127.0.0.1:-1"])
def test_a_port_that_is_none(shop: Path, url: str) -> None:
    settings = f"{{api: '{url}', account_id: a, passcode: b, timezone: UTC}}"
    text = f"version: 1\ndefault_environment: a\nenvironments: {{a: {settings}}}\n"
    (shop / "ctc.yaml").write_text(text)
    for args in (["lint"], ["plan"], ["apply", "--auto-approve"]):
        ran: Ran = run(shop, args)
        assert (ran.code, "CTC806" in ran.said) == (1, True), ran.said
    assert run(shop, ["sandbox", "--port", "99999"]).code == 2


def test_colours_follow_the_terminal(shop: Path) -> None:
    """Under a terminal of its own: colours, and none where it is dumb or somebody says so."""
    script = shutil.which("script")
    if script is None:
        pytest.skip("`script`, which gives a command a terminal, is not there")
    (shop / "campaigns" / "ż.yaml").write_text("version: 1\nid: UPPER\n")

    def coloured(**environ: str) -> bool:
        line = f"{sys.executable} -m ctc lint; {sys.executable} -m ctc plan"
        done = subprocess.run(
            [script, "-qec", line, "/dev/null"],
            cwd=shop,
            env=environ_of(**environ),
            capture_output=True,
            check=False,
        )
        assert b"CTC" in done.stdout
        return b"\x1b[" in done.stdout

    assert coloured(TERM="xterm")
    assert not coloured(TERM="dumb")
    assert not coloured(TERM="xterm", NO_COLOR="1")
