"""A message of a preview stands with what was found about it, and not with what was found about its neighbour."""

import os
from pathlib import Path
from typing import Any

from ctc.choice import Choice
from ctc.pipeline.preview import preview_of

WHATSAPP = """\
---
message:
  channel: whatsapp
  to: {Identity: [JohnDoe]}
  content: {template_name: "ns:ticket", replacements: {"1": Ann}}
id: three
version: 1
"""


def test_a_finding_stands_with_the_messages_of_its_document(here: Path, ctc: Any) -> None:
    folder = here / "campaigns"
    specs = [(folder / f"{name}.yaml").read_text("utf-8") for name in ("one", "two")]
    (folder / "one.yaml").write_text("---\n".join(specs) + WHATSAPP, "utf-8")
    (folder / "two.yaml").unlink()
    _, messages = preview_of(Path.cwd(), os.environ, (), Choice())
    assert {each.address: [one.code for one in each.findings] for each in messages} == {
        "one": [],
        "two": [],
        "three": ["CTC318"],
    }
