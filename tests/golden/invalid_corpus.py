"""The negative corpus: specs with one defect each, and what ``ctc lint`` says of them, word by word.

``python tests/golden/invalid_corpus.py`` writes the expectations anew; read every line of the difference, for
these texts are the product. Findings of rules (CTC4xx) are left out: they have golden files of their own.
"""

import json
import os
import subprocess
import sys
from collections import defaultdict
from pathlib import Path

CORPUS = Path(__file__).parents[1] / "fixtures" / "invalid"


def specs() -> list[Path]:
    """Every spec of the corpus, relative to it."""
    return sorted(path.relative_to(CORPUS) for path in CORPUS.glob("*/*.yaml"))


def expectation(spec: Path) -> Path:
    return CORPUS / spec.with_suffix(".expected")


def linted() -> dict[Path, list[dict[str, object]]]:
    """What one run of ``ctc lint`` over the whole corpus finds, by file."""
    command = [sys.executable, "-m", "ctc", "lint", "--format", "json", *map(str, specs())]
    environment = {**os.environ, "NO_COLOR": "1"}
    run = subprocess.run(command, cwd=CORPUS, env=environment, capture_output=True, text=True, check=False)
    if run.returncode != 1:
        raise AssertionError(f"lint exits {run.returncode}: {run.stderr}")
    found: dict[Path, list[dict[str, object]]] = defaultdict(list)
    for diagnostic in json.loads(run.stdout)["diagnostics"]:
        if not diagnostic["code"].startswith("CTC4"):
            found[Path(diagnostic["file"])].append(diagnostic)
    return found


def text_of(diagnostics: list[dict[str, object]]) -> str:
    """The expectation's form: three lines a finding."""
    return "".join(
        f"{d['line']}:{d['column']} {d['severity']} {d['code']} {d['path'] or '/'}\n"
        f"  {d['message']}\n"
        f"  help: {d['hint'] or '-'}\n"
        for d in diagnostics
    )


def bless() -> None:
    found = linted()
    for spec in specs():
        expectation(spec).write_text(text_of(found[spec]), encoding="utf-8")


if __name__ == "__main__":
    bless()
