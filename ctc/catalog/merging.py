"""Names added to a catalog's text: what stands there stays as it is, comments and all."""

import io
from collections.abc import Mapping
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq

from ctc.catalog.catalog import SECTIONS


def merged(text: str, sections: Mapping[str, Any], elsewhere: Mapping[str, Any] | None) -> str:
    """The catalog ``text`` (empty for a new one) with the sections added. A name that stands already, there or in
    ``elsewhere``, is not changed; an event gains the properties that it lacks."""
    yaml = YAML()
    yaml.preserve_quotes = True
    yaml.width = 110
    yaml.indent(mapping=2, sequence=4, offset=2)
    whole, above = yaml.load(text) if text.strip() else None, ""
    if whole is None:  # comments at most
        whole, above = CommentedMap({"version": 1}), f"{text.rstrip()}\n" if text.strip() else ""
    for section in SECTIONS:
        added = _new(sections.get(section), (elsewhere or {}).get(section))
        if added:
            whole[section] = _joined(whole.get(section), added)
    stream = io.StringIO()
    yaml.dump(whole, stream)
    return above + stream.getvalue()


def _new(added: Any, elsewhere: Any) -> Any:
    if isinstance(added, Mapping) and isinstance(elsewhere, Mapping):
        return {name: said for name, said in added.items() if name not in elsewhere}
    return added


def _joined(stands: Any, added: Any) -> Any:
    """What stands, with what is new below it."""
    if isinstance(added, Mapping):
        made = stands if isinstance(stands, dict) else CommentedMap()
        for name, said in added.items():
            if name not in made:
                made[name] = _node(said)
            elif isinstance(said, Mapping) and isinstance(made[name], dict) and _may_gain(made[name], said):
                made[name] = _joined(made[name], said)
        return made
    names = stands if isinstance(stands, list) else CommentedSeq()
    names.extend(each for each in added if each not in names)
    return names


def _may_gain(stands: Mapping[str, Any], said: Mapping[str, Any]) -> bool:
    """Events and their properties grow; a property that is described is not described again."""
    return "values" not in stands and "type" not in stands and "values" not in said


def _node(said: Any) -> Any:
    """New entries: short ones on one line."""
    if isinstance(said, Mapping):
        made = CommentedMap({name: _node(inner) for name, inner in said.items()})
        if not any(isinstance(inner, Mapping) and inner for inner in said.values()) and len(str(said)) < 80:
            made.fa.set_flow_style()
        return made
    if isinstance(said, list):
        made_list = CommentedSeq(said)
        if len(str(said)) < 80:
            made_list.fa.set_flow_style()
        return made_list
    return said
