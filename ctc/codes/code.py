"""The documentation of one code."""

from typing import NamedTuple

from ctc.diagnostics import Severity


class Code(NamedTuple):
    """What a code means, why it matters, an example of it and its mend.

    ``bad`` and ``good`` are short snippets (YAML, or a shell line). ``source`` says where the fact is from.
    ``ignorable`` codes may be silenced by a spec's ``ignore`` and turned off in ``ctc.yaml``.
    """

    code: str
    severity: Severity
    title: str
    what: str
    why: str
    bad: str = ""
    good: str = ""
    source: str = ""
    ignorable: bool = False
