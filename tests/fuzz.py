"""Feeds bytes to every reader, guided by coverage: ``make fuzz``, or ``python tests/fuzz.py yaml --seconds 600``.

Each target of ``tests/laws/fuzz_targets.py`` runs in a process of its own, over the examples of the project as a
start. What breaks a law is written to ``fuzz-out/<target>/``; put it into ``tests/fixtures/fuzz/<target>/`` and it is
played back by the tests from then on.
"""

import argparse
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests" / "laws"))
WORDS = {
    "json": ["//", "/*", "*/", "\\u00e9", "\\ud83d", "1e3", "null", "true", ",]", ",}"],
    "pasted": ["curl ", "-d ", "--data=", "$'", "\\\n", "'", '"', "--json ", "-XPOST"],
    "template": [
        *(
            "{{",
            "}}",
            "{%",
            "%}",
            "{% for i in items %}",
            "{% endfor %}",
            "{% if n %}",
            "{% endif %}",
            "{#",
            "#}",
        ),
        *(
            "|join",
            "{% raw %}",
            "{% endraw %}",
            "{{ name }}",
            "{{ city.name }}",
            "range(",
            " ~ ",
            "{%-",
            "-%}",
        ),
    ],
    "recipients": ["id", "id,name\n", '{"id": "', '"}\n', '""', "\r\n", "\ufeff"],
    "fix": ["a: x\n", "b: [’]\n", "c: {d: 1}\n", "c:\n  d: 1\n", "'", '"', "|\n", ">-\n", "# "],
}
NAMES = ("yaml", "lanes", "json", "pasted", "template", "recipients", "fix")
YAML_WORDS = [
    "---\n",
    "...\n",
    "&a ",
    "*a",
    "!!str ",
    "<<: ",
    "? ",
    "|-\n ",
    ">+\n ",
    "- ",
    ": ",
    '"',
    "'",
    "\t",
    "\r\n",
]


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("targets", nargs="*", default=list(NAMES), help=f"any of {', '.join(NAMES)}")
    options.add_argument("--seconds", type=int, default=120, help="for each target")
    options.add_argument("--out", type=Path, default=ROOT / "fuzz-out")
    options.add_argument("--in-this-process", action="store_true", help=argparse.SUPPRESS)
    given = options.parse_args()
    if given.in_this_process:
        drive(given.targets[0], given.out, given.seconds)
        return 0
    failed = [name for name in given.targets if not _passes(name, given.out, given.seconds)]
    sys.stdout.write(f"{len(given.targets) - len(failed)} passed, {len(failed)} failed\n")
    return 1 if failed else 0


def _passes(name: str, out: Path, seconds: int) -> bool:
    command = [
        sys.executable,
        __file__,
        name,
        "--in-this-process",
        "--seconds",
        str(seconds),
        "--out",
        str(out),
    ]
    done = subprocess.run(command, check=False)
    sys.stdout.write(f"{name}: {'nothing found' if done.returncode == 0 else 'see ' + str(out / name)}\n")
    return done.returncode == 0


def drive(name: str, out: Path, seconds: int) -> None:
    """Never returns: libFuzzer ends the process."""
    import atheris

    with atheris.instrument_imports(include=["ctc", "yaml", "ruamel", "jinja2", "csv"]):
        from fuzz_targets import TARGETS

    folder = out / name
    (folder / "corpus").mkdir(parents=True, exist_ok=True)
    for number, seed in enumerate(seeds(name)):
        (folder / "corpus" / f"seed-{number}").write_bytes(seed)
    dictionary = folder / "words.dict"
    dictionary.write_text("".join(f'"{_escaped(word)}"\n' for word in WORDS.get(name, YAML_WORDS)))
    limits = [f"-max_total_time={seconds}", "-timeout=20", "-rss_limit_mb=2048", "-max_len=4096"]
    arguments = [
        sys.argv[0],
        *limits,
        f"-artifact_prefix={folder}/",
        f"-dict={dictionary}",
        "-print_final_stats=1",
    ]
    atheris.Setup([*arguments, "-verbosity=0", str(folder / "corpus")], TARGETS[name])
    os.chdir(folder)
    atheris.Fuzz()


def seeds(name: str) -> Iterator[bytes]:
    """What the project has of the kind."""
    tests = ROOT / "tests"
    folders = {
        "json": [tests / "fixtures" / "seed", tests / "fixtures" / "valid"],
        "pasted": [tests / "fixtures" / "seed"],
        "template": [ROOT / "campaigns" / "_shared"],
        "recipients": [ROOT / "campaigns"],
    }.get(name, [tests / "golden" / "yaml", tests / "golden" / "reading", ROOT / "campaigns"])
    endings = {"json": ".json*", "pasted": ".json*", "template": ".j2", "recipients": ".*"}
    for folder in [*folders, tests / "fixtures" / "fuzz" / name]:
        for path in sorted(folder.rglob(f"*{endings.get(name, '.yaml')}")):
            if path.is_file() and path.stat().st_size < 4096:
                yield path.read_bytes()


def _escaped(word: str) -> str:
    return "".join(f"\\x{byte:02x}" for byte in word.encode())


if __name__ == "__main__":
    sys.exit(main())
