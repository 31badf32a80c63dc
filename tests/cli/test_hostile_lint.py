"""Whatever a repository holds, ``ctc lint`` answers with findings, in bounded memory and time.

The limits are the machine's: a child process that asks for more is refused memory, or ended by its processor time.
All hostile files lie in one repository, as none may hide what is wrong with another.
"""

import json
import os
import resource
import subprocess
import sys
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path

import pytest

MEMORY = 1_500_000_000
"""Bytes of address space: far below what any of these would take if it were let."""
SECONDS = 300
"""Of processor time, for a run that takes about twenty."""
SPEC = """\
version: 1
id: hostile
campaign:
  name: Sale
  target_mode: sms
  when: 2031-01-15 09:30
  where: {{event_name: Charged, from: 2025-01-01, to: 2025-12-31}}
  content:
    body: {body}
    sms: {{template_id: "1107"}}
"""


def limited() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))


def lint(folder: Path, *arguments: str, form: str = "json") -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "ctc", "lint", "--format", form, *arguments]
    return subprocess.run(command, cwd=folder, capture_output=True, check=False, preexec_fn=limited)


def found(folder: Path, *arguments: str) -> dict[str, set[str]]:
    """The codes of the errors, by file."""
    done = lint(folder, *arguments)
    assert b"Traceback" not in done.stderr
    assert b"in a way it should not" not in done.stderr
    assert done.returncode in (0, 1), done.stderr
    codes: dict[str, set[str]] = defaultdict(set)
    for diagnostic in json.loads(done.stdout)["diagnostics"]:
        if diagnostic["severity"] == "error":
            codes[diagnostic["file"]].add(diagnostic["code"])
    return codes


def laughs(levels: int) -> bytes:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, levels)]
    return "\n".join(lines).encode()


def body(text: str) -> bytes:
    return SPEC.format(body=json.dumps(text)).encode()


FILES: dict[str, tuple[bytes, set[str]]] = {
    "20,000 unknown keys": (body("x") + b"".join(b"  k%d: 1\n" % n for n in range(20_000)), {"CTC305"}),
    "20,000 templates that differ": (
        body("x") + b"vars:\n" + b"".join(b"  v%d: '{{ 1 + %d }}'\n" % (n, n) for n in range(20_000)),
        {"CTC204"},
    ),
    "a text looked for backwards": (
        body(
            "{% set t = 'a' * 40000 %}{% for i in range(99999) %}{{ t.rfind('a' * 20000 ~ 'b') }}{% endfor %}"
        ),
        {"CTC204"},
    ),
    "a number looked for in a range": (
        body(
            "{% set r = range(100000) %}{% for i in range(99999) %}{% if 1.5 in r %}x{% endif %}{% endfor %}"
        ),
        {"CTC204"},
    ),
    "a number of 400,000 digits": (body("{{ ('f' * 400000) | int(base=16) }}"), {"CTC204"}),
    "an alias bomb": (laughs(12), {"CTC105"}),
    "an alias in its own anchor": (b"a: &a {b: *a}\n", {"CTC105"}),
    "merge keys": (
        b"a0: &a0 {k: 1}\n"
        + b"".join(f"a{n}: &a{n}\n  <<: [{', '.join([f'*a{n - 1}'] * 9)}]\n".encode() for n in range(1, 12)),
        {"CTC105"},
    ),
    "5,000 lists in each other": (b"a: " + b"[" * 5000 + b"]" * 5000, {"CTC105"}),
    "5,000 mappings in each other": (b"{a: " * 5000 + b"1" + b"}" * 5000, {"CTC105"}),
    "5,000 lists that are never closed": (b"[" * 5000, {"CTC105"}),
    "900 steps": (b"\n".join(b" " * n + b"a:" for n in range(900)), {"CTC105"}),
    "a NUL byte": (body("Hi").replace(b"Sale", b"Sa\0le"), {"CTC102"}),
    "an escape sequence": (body("Hi").replace(b"Sale", b"Sa\x1ble"), {"CTC102"}),
    "Latin-1": (body("Hi").replace(b"Sale", b"Caf\xe9"), {"CTC102"}),
    "UTF-16": (body("Hi").decode().encode("utf-16"), {"CTC102"}),
    "UTF-16 without a mark": (body("Hi").decode().encode("utf-16-le"), {"CTC102"}),
    "UTF-32": (body("Hi").decode().encode("utf-32"), {"CTC102"}),
    "a second byte order mark": (b"\xef\xbb\xbf\xef\xbb\xbf" + body("Hi"), {"CTC102"}),
    "a byte order mark": (b"\xef\xbb\xbf" + body("Hi"), set()),
    "Windows line ends": (body("Hi").replace(b"\n", b"\r\n"), set()),
    "line ends of an old Mac": (body("Hi").replace(b"\n", b"\r"), set()),
    "no line end at the end": (body("Hi").rstrip(), set()),
    "random bytes": (bytes(range(256)) * 400, {"CTC102"}),
    "20,000 equal keys": (b"a: 1\n" * 20_000, {"CTC103", "CTC302", "CTC305", "CTC320"}),
    "10,000 unknown keys": (
        b"version: 1\nid: x\n" + b"".join(b"k%d: 1\n" % n for n in range(10_000)),
        {"CTC305", "CTC320"},
    ),
    "a number of a million digits": (body("Hi") + b"x-a: " + b"9" * 1_000_000, {"CTC108"}),
    "a key of a million characters": (body("Hi") + b"x-" + b"a" * 1_000_000 + b": 1\n", {"CTC101"}),
    "every instance of a large product": (
        body("Hi")
        + b"each:\n"
        + b"".join(f"  k{n}: [{', '.join(map(str, range(50)))}]\n".encode() for n in range(6)),
        {"CTC105"},
    ),
    "variables that are a number": (body("Hi") + b"vars: 5\n", {"CTC303"}),
    "gigabytes by a variable in many leaves": (
        body("{{ long }}")
        + b"labels:\n"
        + b"  - a{{ long }}\n" * 10_000
        + b"vars: {x: %s, long: '{{ x * 900 }}'}\n" % (b"x" * 1000),
        {"CTC204"},
    ),
}
TEMPLATES: dict[str, tuple[str, set[str]]] = {
    "a loop without end": ("{% for i in range(10**9) %}x{% endfor %}", {"CTC205", "CTC204"}),
    "loops in loops": (
        "{% for a in range(9999) %}{% for b in range(9999) %}{% endfor %}{% endfor %}",
        {"CTC204"},
    ),
    "gigabytes of text": ("{{ 'x' * 10**10 }}", {"CTC204"}),
    "gigabytes by doubling": (
        "{% set ns = namespace(t='x') %}{% for i in range(99) %}{% set ns.t = ns.t ~ ns.t %}{% endfor %}",
        {"CTC204"},
    ),
    "gigabytes by a width": ("{{ '%999999999d' % 1 }}", {"CTC204"}),
    "gigabytes by format": ("{{ '{:>999999999}'.format(1) }}", {"CTC204"}),
    "gigabytes by centring": ("{{ 'x'|center(10**10) }}", {"CTC204"}),
    "a list of lists": ("{% set a = [1]*9999 %}{{ ([a]*9999)|list }}", {"CTC204"}),
    "a power": ("{{ 9**(9**9) }}", {"CTC204"}),
    "a shift of digits": ("{{ (10**5000) }}", {"CTC204"}),
    "an include of itself": ("{% include 'self.txt' %}", {"CTC204"}),
    "two includes of each other": ("{% include 'ping.txt' %}", {"CTC204"}),
    "a macro that calls itself": ("{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}", {"CTC204"}),
    "an include out of the root": ("{% include '../../../../etc/passwd' %}", {"CTC203"}),
    "an absolute include": ("{% include '/etc/passwd' %}", {"CTC203"}),
    "an include over a link": ("{% include 'link.txt' %}", {"CTC203"}),
    "an include of a folder over a link": ("{% include 'folder/passwd' %}", {"CTC203"}),
    "an include of a pipe": ("{% include 'pipe.txt' %}", {"CTC203"}),
    "an include of 50 MB": ("{% include 'big.txt' %}", {"CTC203"}),
    "an include by a long name": ("{% include '" + "x" * 300 + "' %}", {"CTC203"}),
    "half of a character": ("{{ '%c' % 55357 }}", {"CTC206"}),
    "an address in memory": ("Hi {{ ['a'] | map('upper') | upper }}", {"CTC209"}),
    "an include of bytes": ("{% include 'bytes.txt' %}", {"CTC203"}),
    "classes": ("{{ ''.__class__.__mro__ }}", {"CTC208"}),
    "classes by attr": ("{{ ''|attr('__class__') }}", {"CTC208"}),
    "classes by format": ("{{ '{0.__class__}'.format(1) }}", {"CTC208"}),
    "classes by map": ("{{ [1]|map(attribute='__class__')|list }}", {"CTC208", "CTC202"}),
    "globals of a function": ("{{ liquid.__globals__ }}", {"CTC208"}),
    "globals by cycler": ("{{ cycler.__init__.__globals__.os.popen('id').read() }}", {"CTC208"}),
    "the context itself": ("{{ self._TemplateReference__context }}", {"CTC208", "CTC202"}),
    "5,000 brackets": ("{{ " + "(" * 5000 + "1" + ")" * 5000 + " }}", {"CTC201", "CTC204", "CTC205"}),
    "5,000 filters": ("{{ 1" + "|string" * 5000 + " }}", {"CTC201", "CTC204", "CTC205"}),
    "5,000 ifs": ("{% if a %}" * 5000, {"CTC201", "CTC204", "CTC205"}),
}


def shown(name: str) -> str:
    return f"campaigns/{name.replace(' ', '-').replace(',', '')}.yaml"


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Every hostile file and template, each under its own id; and 50 MB."""
    root = tmp_path_factory.mktemp("hostile")
    shared = root / "campaigns" / "_shared"
    shared.mkdir(parents=True)
    for name, text in {"self": "{% include 'self.txt' %}", "ping": "{% include 'pong.txt' %}"}.items():
        (shared / f"{name}.txt").write_text(text)
    (shared / "pong.txt").write_text("{% include 'ping.txt' %}")
    (shared / "link.txt").symlink_to("/etc/passwd")
    (shared / "folder").symlink_to("/etc")
    os.mkfifo(shared / "pipe.txt")
    (shared / "bytes.txt").write_bytes(b"\xff\xfe")
    with (shared / "big.txt").open("wb") as file:
        file.truncate(50_000_000)
    for number, (name, (data, _)) in enumerate(FILES.items()):
        (root / shown(name)).write_bytes(data.replace(b"id: hostile", b"id: file-%d" % number))
    for number, (name, (text, _)) in enumerate(TEMPLATES.items()):
        (root / shown(name)).write_bytes(body(text).replace(b"id: hostile", b"id: template-%d" % number))
    (root / "campaigns" / "big.yaml").write_bytes(b"a: b\n" * 10_000_000)
    return root


INCLUDED = {"an include of itself": ["self"], "two includes of each other": ["ping", "pong"]}
"""Whose finding stands in the file that is included."""


def test_hostile_files_and_templates(repository: Path) -> None:
    """One test: each process that held a part of these would read all of them."""
    told = found(repository)
    files = {name: told.get(shown(name), set()) for name in FILES}
    assert files == {name: codes for name, (_, codes) in FILES.items()}
    for name, (_, expected) in TEMPLATES.items():
        included = [f"campaigns/_shared/{word}.txt" for word in INCLUDED.get(name, ())]
        codes = set().union(*(told.get(file, set()) for file in (shown(name), *included)))
        assert codes, name
        assert codes <= expected, name
    assert told["campaigns/big.yaml"] == {"CTC105"}


@pytest.mark.parametrize("form", ["text", "sarif", "github"])
def test_thousands_of_findings_can_be_printed(repository: Path, form: str) -> None:
    done = lint(repository, shown("20,000 equal keys"), "-v", form=form)
    assert done.returncode == 1
    assert done.stdout.count(b"CTC103") >= 19_999


def test_many_files_that_grow_are_not_in_memory_together(write: Callable, tmp_path: Path) -> None:
    grows = "".join(f"  v{n}: \"{{{{ 'x' * {990_000 + n} }}}}\"\n" for n in range(50))
    for number in range(33):
        spec = SPEC.format(body="Hello").replace("id: hostile", f"id: hostile-{number}")
        write(f"campaigns/{number}.yaml", f"{spec}vars:\n{grows}")
    done = lint(tmp_path, "--no-cache")
    assert done.returncode == 0, done.stderr
    assert {d["code"] for d in json.loads(done.stdout)["diagnostics"]} == {
        "CTC407",
        "CTC414",
        "CTC492",
        "CTC493",
    }


def test_links_and_pipes(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    outside = tmp_path_factory.mktemp("outside")
    (outside / "x.yaml").write_bytes(body("Hi"))
    folder = tmp_path / "campaigns"
    folder.mkdir()
    (folder / "a.yaml").symlink_to(outside / "x.yaml")
    (folder / "b.yaml").symlink_to("b.yaml")
    (folder / "c").symlink_to(outside)
    (folder / "d").symlink_to(folder)
    os.mkfifo(folder / "e.yaml")
    (folder / "f.yaml").mkdir()
    (folder / "g.yaml").symlink_to("nowhere")
    done = json.loads(lint(tmp_path).stdout)
    assert {(d["file"], d["code"]) for d in done["diagnostics"]} == {
        *((f"campaigns/{name}", "CTC111") for name in ("a.yaml", "b.yaml", "c", "d", "g.yaml")),
        ("campaigns/e.yaml", "CTC110"),
    }


def test_a_payload_that_is_hostile(write: Callable, tmp_path: Path) -> None:
    for text in (
        "[" * 100_000,
        '{"a":' * 100_000,
        '"' + "x" * 10_000_000,
        "9" * 1_000_000,
        "/*" * 100_000,
        "{" * 89 + "]",
    ):
        write("x.json", text)
        assert found(tmp_path, "--payload", "x.json") == {"x.json": {"CTC360"}}


@pytest.mark.parametrize(
    "text", ["[" * 5000, "a: &a {b: *a}\n", "version: 1\nvars: {a: \"{{ 'x' * 10**10 }}\"}\n", "\0", ""]
)
def test_a_hostile_configuration(write: Callable, tmp_path: Path, text: str) -> None:
    write("ctc.yaml", text)
    write("campaigns/x.yaml", SPEC.format(body='"{{ a }}"'))
    done = lint(tmp_path)
    assert b"Traceback" not in done.stderr
    assert done.returncode in (0, 1)
