"""Other validators, installed into a temporary folder, with the schema that ``ctc schema spec`` prints.

None of them renders a template or knows a rule, so a template makes some files invalid to them: that is no failure.
One that cannot be installed is named and left out.
"""

import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

SOURCEMETA = "@sourcemeta/jsonschema (C++)"
AJV = "ajv-cli"
CHECK_JSONSCHEMA = "check-jsonschema"


@dataclass(frozen=True, slots=True, kw_only=True)
class Peer:
    """A validator; ``command`` for the files of a corpus, or None where it could not be installed."""

    name: str
    command: Callable[[list[str]], list[str]] | None
    codes: tuple[int, ...] = (0, 1, 2)


def installed(tools: Path, ctc: list[str]) -> Iterator[Peer]:
    """The peers, quick ones first."""
    schema = tools / "spec.schema.json"
    schema.write_bytes(subprocess.run([*ctc, "schema", "spec"], capture_output=True, check=True).stdout)
    yield Peer(name=SOURCEMETA, command=_sourcemeta(tools, schema))
    yield Peer(name=AJV, command=_ajv(tools, schema))
    yield Peer(name=CHECK_JSONSCHEMA, command=_check_jsonschema(tools, schema))


def _sourcemeta(tools: Path, schema: Path) -> Callable[[list[str]], list[str]] | None:
    found = _npm(tools / "sourcemeta", "@sourcemeta/jsonschema", "jsonschema")
    options = ["validate", "--extension", ".yaml", "--fast", str(schema), "campaigns"]
    return (lambda _: [found, *options]) if found else None


def _ajv(tools: Path, schema: Path) -> Callable[[list[str]], list[str]] | None:
    found = _npm(tools / "ajv", "ajv-cli", "ajv")
    options = [
        "validate",
        "--spec=draft2020",
        "--strict=false",
        "--validate-formats=false",
        "-s",
        str(schema),
    ]
    return (lambda _: [found, *options, "-d", "campaigns/**/*.yaml"]) if found else None


def _check_jsonschema(tools: Path, schema: Path) -> Callable[[list[str]], list[str]] | None:
    venv = tools / "venv"
    made = _quietly([sys.executable, "-m", "venv", str(venv)])
    made = made and _quietly([str(venv / "bin" / "pip"), "install", "-q", "check-jsonschema"])
    program = [str(venv / "bin" / "check-jsonschema"), "--schemafile", str(schema)]
    return (lambda files: [*program, *files]) if made else None


def _npm(prefix: Path, package: str, program: str) -> str | None:
    done = _quietly(
        ["npm", "install", "--silent", "--no-audit", "--no-fund", "--prefix", str(prefix), package]
    )
    found = prefix / "node_modules" / ".bin" / program
    return str(found) if done and found.exists() else None


def _quietly(command: list[str]) -> bool:
    try:
        return subprocess.run(command, capture_output=True, check=False, timeout=300).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False
