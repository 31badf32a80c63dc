"""``ctc lint --fix`` as a person runs it: what is mended, what is left, and what is said."""

import json
import stat
from collections.abc import Callable
from pathlib import Path

SPEC = """\
# It’s the author’s own comment.
version: 1
id: {id}
each: {{locale: [en, hi]}}
campaign:
  name: "Sale {{{{ locale }}}}"   # “quoted”
  target_mode: sms
  when: 2031-01-15 09:30
  where:
    event_name: Charged
    from: 2025-01-01
    to: 2025-12-31
    common_profile_properties:
      profile_fields:
        - {{name: Language, operator: equals, value: "{{{{ locale }}}}"}}
        - {{name: Subscribed, operator: equals, value: "true"}}
  content:
    body: {body}
    sms: {{template_id: "1107"}}
"""


def spec(name: str = "sale", body: str = "“Hello” it’s here. Reply STOP to opt out") -> str:
    return SPEC.format(id=name, body=body)


def compiled(ctc: Callable) -> dict[str, dict]:
    answer = json.loads(ctc("compile").out)
    return {payload["address"]: payload["payload"] for payload in answer["payloads"]}


def test_several_findings_of_several_documents_are_mended_at_once(ctc: Callable, write: Callable) -> None:
    path: Path = write(
        "campaigns/a.yaml", spec() + "---\n" + spec("second", "'It’s here. Reply STOP to opt out'")
    )
    before, payloads = path.read_text("utf-8"), compiled(ctc)
    answer = ctc("lint", "--fix")
    assert "mended campaigns/a.yaml" in answer.err
    assert "CTC410" not in answer.out
    assert "CTC406" not in answer.out
    after = path.read_text("utf-8")
    changed = [
        (old.strip(), new.strip())
        for old, new in zip(before.splitlines(), after.splitlines(), strict=True)
        if old != new
    ]
    boolean = '- {name: Subscribed, operator: equals, value: "%s"}'
    assert changed == [
        (boolean % "true", boolean % "True"),
        (
            "body: “Hello” it’s here. Reply STOP to opt out",
            'body: "\\"Hello\\" it\'s here. Reply STOP to opt out"',
        ),
        (boolean % "true", boolean % "True"),
        ("body: 'It’s here. Reply STOP to opt out'", "body: 'It''s here. Reply STOP to opt out'"),
    ]
    for address, payload in compiled(ctc).items():
        old = payloads[address]
        assert {key for key in payload if payload[key] != old[key]} == {"content", "where"}
        assert payload["content"]["body"] == old["content"]["body"].translate(
            str.maketrans({"’": "'", "“": '"', "”": '"'})
        )
    again = ctc("lint", "--fix")
    assert "mended" not in again.err
    assert path.read_text("utf-8") == after


def test_a_template_is_code_and_is_left_alone(ctc: Callable, write: Callable) -> None:
    path: Path = write("campaigns/a.yaml", spec(body="\"{{ 'It’s' }} here. Reply STOP to opt out\""))
    assert "CTC410" in ctc("lint", "--fix").out
    assert "body: \"{{ 'It’s' }} here." in path.read_text("utf-8")


def test_what_is_ignored_is_not_mended(ctc: Callable, write: Callable) -> None:
    text = spec().replace("each:", 'ignore: {CTC410: "our voice", CTC406: "a plain text field"}\neach:')
    path: Path = write("campaigns/a.yaml", "---\n---\n" + text + "---\n" + spec("second"))
    ctc("lint", "--fix")
    after = path.read_text("utf-8")
    assert text in after
    assert spec("second") not in after


def test_modes_and_line_ends_stay(ctc: Callable, write: Callable) -> None:
    path: Path = write("campaigns/a.yaml", "")
    path.write_bytes(b"\xef\xbb\xbf" + spec().replace("\n", "\r\n").encode())
    path.chmod(0o640)
    assert "mended" in ctc("lint", "--fix").err
    after = path.read_bytes()
    assert after.startswith(b"\xef\xbb\xbf# It")
    assert after.count(b"\r\n") == after.count(b"\n") == spec().count("\n")
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    assert [each.name for each in path.parent.iterdir()] == ["a.yaml"]


def test_a_read_only_file_is_told_and_hinders_no_other(ctc: Callable, write: Callable) -> None:
    one: Path = write("campaigns/a.yaml", spec())
    write("campaigns/b.yaml", spec("second"))
    one.chmod(0o444)
    before = one.read_bytes()
    answer = ctc("lint", "--fix")
    assert answer.code == 1
    assert "error: campaigns/a.yaml could not be mended: this file is read-only" in answer.err
    assert "mended campaigns/b.yaml" in answer.err
    assert one.read_bytes() == before


def test_a_symbolic_link_is_never_written_through(ctc: Callable, write: Callable, tmp_path: Path) -> None:
    real: Path = write("elsewhere/real.txt", spec())
    (tmp_path / "campaigns").mkdir()
    (tmp_path / "campaigns" / "a.yaml").symlink_to(real)
    answer = ctc("lint", "--fix")
    assert "CTC111" in answer.out
    assert real.read_text("utf-8") == spec()
    assert (tmp_path / "campaigns" / "a.yaml").is_symlink()


def test_a_file_with_a_bomb_in_it_is_left_alone(ctc: Callable, write: Callable) -> None:
    """The first document is sound; the others would be endless, or larger than the machine, once written out."""
    laughs = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    laughs += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 12)]
    for bomb in ("id: &b {x: *b}", "\n".join(laughs)):
        path: Path = write("campaigns/a.yaml", f"{spec()}---\n{bomb}\n")
        before = path.read_bytes()
        assert "CTC105" in ctc("lint", "--fix").out
        assert path.read_bytes() == before


def test_escapes_are_put_into_leaves_and_files(ctc: Callable, tmp_path: Path) -> None:
    (tmp_path / "campaigns").mkdir()
    head = "version: 1\nid: a\nvars: {dish: 'Mac & <Cheese>', claim: 'Brewed <b>slowly</b>'}\n"
    body = (
        "campaign:\n  name: A\n  target_mode: email\n  when: 2031-01-15 09:30\n"
        "  where: {event_name: Charged, from: 2025-01-01, to: 2025-12-31}\n"
        "  content:\n    subject: Hello\n    sender_name: Shop\n"
        "    body: \"<p>{{ dish }} {{ 'x' if claim }}</p> {% include 'b.html.j2' %}\"  # kept\n"
    )
    spec = tmp_path / "campaigns" / "a.yaml"
    spec.write_text(head + body)
    (tmp_path / "campaigns" / "b.html.j2").write_text("<i>{{ claim }}</i> {{ dish }}\n")
    assert "CTC476" in ctc("lint").out
    assert "CTC477" in ctc("lint").out
    answer = ctc("lint", "--fix")
    assert "CTC47" not in answer.out
    assert spec.read_text() == head + body.replace("{{ dish }}", "{{ dish | e }}")
    assert (tmp_path / "campaigns" / "b.html.j2").read_text() == "<i>{{ claim | safe }}</i> {{ dish }}\n"
    assert "<i>Brewed <b>slowly</b></i> Mac &amp; &lt;Cheese&gt;" in ctc("compile").out
