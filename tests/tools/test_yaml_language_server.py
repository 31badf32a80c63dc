"""Editors that only know schemas: yaml-language-server, which VS Code, Neovim, Helix and others run."""

import itertools
import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from ctc.specs.loading import Source
from ctc.validation.schema.published import bundled
from tests.laws.test_misspelled_keys import PHONES, SOURCES, _keys
from tests.tools.speaking import Client

BEGUN = "version: 1\nid: a\ncampaign:\n  name: a\n  target_mode: "
NAMES = itertools.count()
SEEN: set[object] = set()
WORDS = {"push", "webpush", "email", "sms", "webhook", "notificationinbox", "whatsapp"}


@pytest.fixture(scope="module")
def server(tool: Callable[[str], str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    folder = tmp_path_factory.mktemp("editor")
    schema = folder / "spec.schema.json"
    schema.write_text(json.dumps(bundled("spec")), "utf-8")
    settings = {"yaml": {"schemas": {schema.as_uri(): "*.yaml"}, "validate": True, "completion": True}}
    client = Client([tool("yaml-language-server"), "--stdio"], folder, settings)
    yield client
    client.close()


def _name(server: Client) -> str:
    """A file that no other answer can be about."""
    return (server.folder / f"{next(NAMES)}.yaml").as_uri()


def offered(server: Client, text: str) -> list[str]:
    """What is offered at the | in a text."""
    before, after = text.split("|")
    uri = _name(server)
    server.open(uri, before + after)
    found = server.labels(uri, before.count("\n"), len(before) - before.rfind("\n") - 1)
    server.shut(uri)
    return found


def found(server: Client, text: str) -> list[dict[str, Any]]:
    uri = _name(server)
    answer = server.open(uri, text)
    server.shut(uri)
    return answer


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.path.stem)
def test_nothing_is_wrong_with_an_example(server: Client, source: Source) -> None:
    assert found(server, source.data.decode("utf-8")) == []


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.path.stem)
def test_a_misspelt_key_squiggles_where_it_stands(server: Client, source: Source) -> None:
    text = source.data.decode("utf-8")
    for path, start in _keys(source, text):
        key, shape = str(path[-1]), tuple(part for part in path if not isinstance(part, int))
        if (source.path.parent.name, shape) in SEEN:
            continue  # a neighbour of the same kind has shown it
        SEEN.add((source.path.parent.name, shape))
        if any(part in {*PHONES, "max_change"} for part in path[:-1]):
            continue  # free keys, and names of columns: a schema cannot tell, and ctc's own server does
        line, begin = text.count("\n", 0, start), start - text.rfind("\n", 0, start) - 1
        slip = f"{key[:-1]}q"
        places = [
            (d["range"]["start"], d["message"])
            for d in found(server, text[:start] + slip + text[start + len(key) :])
        ]
        assert any(p["line"] == line and p["character"] == begin for p, _ in places), (key, path, places)


def test_keys_are_offered_before_the_variant_is_told(server: Client) -> None:
    inbox = offered(server, f"{BEGUN}notificationinbox\n  |\n")
    assert {"template_type", "content", "when", "where"} <= {*inbox}
    assert {"simple", "carousel"} <= {*offered(server, f"{BEGUN}notificationinbox\n  template_type: |\n")}
    assert {"content", "when", "where"} <= {*offered(server, f"{BEGUN}whatsapp\n  |\n")}
    assert {"template_name", "header", "attachments"} <= {
        *offered(server, f"{BEGUN}whatsapp\n  content:\n    |\n")
    }
    assert {"target_mode", "name"} <= {*offered(server, "version: 1\nid: a\ncampaign:\n  |\n")}


def test_leaves_offer_texts_and_no_variable_that_nobody_defined(server: Client) -> None:
    assert {*offered(server, f"{BEGUN}|\n")} == WORDS
    when = offered(server, f"{BEGUN}push\n  when: |\n")
    assert "now" in when
    operator = offered(
        server,
        f"{BEGUN}push\n  where:\n    common_profile_properties:\n      profile_fields:\n        - operator: |\n",
    )
    assert "equals" in operator
    for label in (*when, *operator):
        assert "object" not in label
        assert "{{" not in label


def test_a_misspelt_target_mode_squiggles_at_its_key(server: Client) -> None:
    text = BEGUN.replace("target_mode", "target_mdoe") + "push\n"
    assert {"line": 4, "character": 2} in [d["range"]["start"] for d in found(server, text)]
    value = found(server, f"{BEGUN}pusj\n")
    assert any(d["range"]["start"] == {"line": 4, "character": 15} for d in value)


def test_the_settings_that_init_writes_find_the_schema_of_each_file(
    tool: Callable[[str], str], tmp_path: Path
) -> None:
    subprocess.run([sys.executable, "-m", "ctc", "init", "-q", "--project", "shop"], cwd=tmp_path, check=True)
    written = json.loads((tmp_path / ".vscode/settings.json").read_text("utf-8"))
    schemas = {(tmp_path / file).as_uri(): globs for file, globs in written["yaml.schemas"].items()}
    settings = {"yaml": {"schemas": schemas, "validate": True, "completion": True}}
    client = Client([tool("yaml-language-server"), "--stdio"], tmp_path, settings)
    try:
        for name in (
            "ctc.yaml",
            "catalog.yaml",
            "campaigns/first-push.yaml",
            "campaigns/first-push.test.yaml",
        ):
            text = (tmp_path / name).read_text("utf-8")
            (wrong,) = client.open((tmp_path / name).as_uri(), f"{text}nothing_of_the_kind: 1\n")
            assert "nothing_of_the_kind" in wrong["message"], name
        partial = tmp_path / "campaigns/_parts.yaml"
        assert client.open(partial.as_uri(), "nothing_of_the_kind: 1\n") == []
    finally:
        client.close()
