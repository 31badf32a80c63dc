"""The language server as an editor speaks to it: word by word in this process, and over the streams of a real one."""

import asyncio
import json
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from lsprotocol import types as lsp
from pygls.exceptions import JsonRpcException
from pytest_lsp import ClientServerConfig, LanguageClient

from ctc.editor.repositories import concerns
from tests.editing import SPEC, Client, Editor, able, repository, session, watchful


def test_a_slip_is_told_while_it_is_typed_and_mended_by_a_quick_fix(tmp_path: Path) -> None:
    async def conversation(client: Client) -> None:
        editor = Editor(client, tmp_path / "campaigns" / "hello.yaml")
        editor.open(SPEC)
        wrong = SPEC.replace("    title:", "    titel:")
        editor.type(wrong)
        found = await editor.found()
        slip = next(
            each for each in found if each.range.start.character == 4 and each.range.end.character == 9
        )
        assert slip.source == "ctc"
        document = lsp.TextDocumentIdentifier(editor.uri)
        context = lsp.CodeActionContext(diagnostics=[slip])
        offered = await editor.ask.text_document_code_action_async(
            lsp.CodeActionParams(document, slip.range, context)
        )
        fix = next(each for each in offered or () if each.kind == lsp.CodeActionKind.QuickFix)
        assert fix.edit is not None
        assert fix.edit.changes is not None
        assert [edit.new_text for edit in fix.edit.changes[editor.uri]] == ["title"]
        editor.type(SPEC)
        assert await editor.codes() == []
        editor.type(
            SPEC.replace("android: {", "ios: {ct_mediaUrl: 'https://a.example/1.jpg'}\n      android: {")
        )
        (all_of_it,) = (
            await editor.ask.text_document_code_action_async(
                lsp.CodeActionParams(document, slip.range, lsp.CodeActionContext([]))
            )
            or ()
        )
        assert (all_of_it.title, all_of_it.kind) == (
            "Mend what is mechanical (ctc lint --fix)",
            lsp.CodeActionKind.SourceFixAll,
        )
        assert isinstance(all_of_it, lsp.CodeAction)
        assert all_of_it.edit is not None
        assert all_of_it.edit.changes is not None
        (whole,) = all_of_it.edit.changes[editor.uri]
        assert 'ios: {mutable-content: "true", ' in whole.new_text

    session(tmp_path, conversation)


def test_hover_says_what_a_field_takes_and_what_it_renders_to(tmp_path: Path) -> None:
    async def conversation(client: Client) -> None:
        editor = Editor(client, tmp_path / "campaigns" / "hello.yaml")
        editor.open(SPEC)
        answer = await editor.ask.text_document_hover_async(
            lsp.HoverParams(**editor.at(SPEC, "title: ", offset=2))
        )
        assert answer is not None
        assert "**content.title**" in answer.contents.value
        assert '"Hello World"' in answer.contents.value

    session(tmp_path, conversation)


def test_keys_values_variables_and_templates_are_completed(tmp_path: Path) -> None:
    async def conversation(client: Client) -> None:
        editor = Editor(client, tmp_path / "campaigns" / "hello.yaml")
        text = SPEC.replace("  content:\n", "  contr\n  control_group:\n    type: \n  content:\n", 1)
        editor.open(text)

        async def labels(needle: str, offset: int) -> set[str]:
            params = lsp.CompletionParams(**editor.at(text, needle, offset))
            found = await editor.ask.text_document_completion_async(params)
            assert isinstance(found, list)
            return {each.label for each in found}

        assert {"control_group", "devices", "ttl"} <= await labels("  contr", 7)
        assert {"custom", "campaign"} <= await labels("    type: ", 10)
        assert {"who", "brand", "id"} <= await labels("{{ who", 4)
        assert "text.j2" in await labels("include '", 9)
        assert {"sms", "push"} <= await labels("target_mode: ", 13)

    session(tmp_path, conversation)


def test_an_include_and_a_variable_lead_to_where_they_are_written(tmp_path: Path) -> None:
    async def conversation(client: Client) -> None:
        editor = Editor(client, tmp_path / "campaigns" / "hello.yaml")
        editor.open(SPEC)
        ask = editor.ask.text_document_definition_async
        file = await ask(lsp.DefinitionParams(**editor.at(SPEC, "text.j2", 2)))
        assert isinstance(file, lsp.Location)
        assert file.uri == (tmp_path / "campaigns/_shared/text.j2").as_uri()
        variable = await ask(lsp.DefinitionParams(**editor.at(SPEC, "who }}", 1)))
        assert isinstance(variable, lsp.Location)
        assert (variable.range.start.line, variable.range.start.character) == (2, 7)

    session(tmp_path, conversation)


def test_documents_are_symbols_and_a_file_has_a_preview(tmp_path: Path) -> None:
    async def conversation(client: Client) -> None:
        editor = Editor(client, tmp_path / "campaigns" / "hello.yaml")
        editor.open(SPEC)
        document = lsp.TextDocumentIdentifier(editor.uri)
        symbols = await editor.ask.text_document_document_symbol_async(lsp.DocumentSymbolParams(document))
        assert [(each.name, each.detail) for each in symbols or ()] == [("hello", "campaign push")]
        page = await editor.ask.workspace_execute_command_async(
            lsp.ExecuteCommandParams("ctc.preview", [editor.uri])
        )
        assert "Hello World" in page

    session(tmp_path, conversation)


def test_a_template_that_is_typed_reaches_the_specs_that_include_it(tmp_path: Path) -> None:
    async def conversation(client: Client) -> None:
        editor = Editor(client, tmp_path / "campaigns" / "hello.yaml")
        editor.open(SPEC)
        template = Editor(client, tmp_path / "campaigns/_shared/text.j2")
        template.open("{{ nobody }}")
        (finding,) = await template.found()
        assert finding.code == "CTC202"
        assert finding.range.start.character == 3
        template.type("Good to see you.")
        assert await template.codes() == []

    session(tmp_path, conversation)


def test_the_project_and_its_catalog_count_as_they_are_typed(tmp_path: Path) -> None:
    catalog = "version: 1\nevents: {Product Viewed: {}}\n"

    async def conversation(client: Client) -> None:
        (tmp_path / "catalog.yaml").write_text(catalog, "utf-8")
        project, names, spec = (
            Editor(client, tmp_path / n) for n in ("ctc.yaml", "catalog.yaml", "campaigns/hello.yaml")
        )
        saved = (tmp_path / "ctc.yaml").read_text("utf-8")
        project.open(saved + "guardz: {}\n")
        assert "CTC305" in await project.codes()
        project.type(saved)
        assert await project.codes() == []
        spec.open(SPEC.replace("App Launched", "Product Viewed"))
        names.open("version: 1\nevents: {Somebody Left: {}}\n")
        assert "'Product Viewed'" in (await spec.found())[0].message
        names.type(catalog + "evnts: {}\n")
        assert "CTC305" in await names.codes()
        names.type(catalog)
        assert await names.codes() == []
        assert await spec.codes() == []

    session(tmp_path, conversation)


def test_what_two_files_say_of_one_another_stands_where_it_is_typed(tmp_path: Path) -> None:
    async def conversation(client: Client) -> None:
        other = tmp_path / "campaigns" / "other.yaml"
        other.write_text(
            SPEC.replace("id: hello", "id: other").replace("09:30", "10:30").replace("Hello", "Other"),
            "utf-8",
        )
        editor = Editor(client, other)
        typed = "# a line that is not saved\n" * 5 + SPEC
        editor.open(typed)
        (twice,) = await editor.found()
        assert twice.code == "CTC121"
        assert typed.split("\n")[twice.range.start.line] == "id: hello"

    session(tmp_path, conversation)


def test_what_changes_behind_the_editor_is_asked_for_and_told(tmp_path: Path) -> None:
    async def conversation(client: Client) -> None:
        editor = Editor(client, tmp_path / "campaigns" / "hello.yaml")
        editor.open(SPEC.replace("title:", "titel:"))
        await editor.found()
        (wish,) = client.asked[0].registrations
        assert wish.method == lsp.WORKSPACE_DID_CHANGE_WATCHED_FILES
        renamed = Editor(client, tmp_path / "campaigns" / "renamed.yaml")
        (tmp_path / "campaigns" / "renamed.yaml").write_text(SPEC.replace("body:", "bodi:"), "utf-8")
        change = lsp.FileEvent(renamed.uri, lsp.FileChangeType.Created)
        client.client.workspace_did_change_watched_files(lsp.DidChangeWatchedFilesParams([change]))
        assert "CTC305" in await renamed.codes()

    session(tmp_path, conversation, able=watchful())


def test_what_git_and_ctc_keep_for_themselves_is_no_change(tmp_path: Path) -> None:
    shown = tmp_path / ".work"

    def event(*names: str) -> list[lsp.FileEvent]:
        return [lsp.FileEvent((shown / name).as_uri(), lsp.FileChangeType.Changed) for name in names]

    assert not concerns(event(".git/x.json", ".ctc/cache/a.json", ".venv/lib/a.yaml"), [shown])
    assert concerns(event(".ctc/cache/a.json", "data/rows.csv"), [shown])


def test_a_spec_that_is_no_file_yet_is_held_against_all_rules(tmp_path: Path) -> None:
    async def conversation(client: Client) -> None:
        editor = Editor(client, tmp_path / "campaigns" / "new folder" / "gr\u00fc\u00df 50%#.yaml")
        editor.open(SPEC.replace("title:", "titel:"))
        assert "CTC305" in await editor.codes()
        editor.type(SPEC)
        assert await editor.codes() == ["CTC121"], "its id is another's"
        editor.ask.text_document_did_close(
            lsp.DidCloseTextDocumentParams(lsp.TextDocumentIdentifier(editor.uri))
        )
        assert await editor.codes() == []
        with pytest.raises(JsonRpcException, match="save the file first"):
            await client.client.workspace_execute_command_async(
                lsp.ExecuteCommandParams("ctc.preview", [editor.uri])
            )

    session(tmp_path, conversation)


def test_what_no_file_is_called_is_no_file_of_the_project_and_keeps_nobody_waiting(tmp_path: Path) -> None:
    unheard = (
        "untitled:Untitled-1",
        "file:///a%00b.yaml",
        "",
        "::::",
        "file:///%FF%zz.yaml",
        f"file:///{'a' * 5000}",
    )

    async def conversation(client: Client) -> None:
        for uri in unheard:
            odd = Editor(client, tmp_path)
            odd.uri = uri
            odd.open(SPEC)
            assert (
                await client.client.text_document_hover_async(lsp.HoverParams(**odd.at(SPEC, "body"))) is None
            )
        for uri in (*unheard, "file:///"):
            with pytest.raises(JsonRpcException, match="save the file first"):
                await client.client.workspace_execute_command_async(
                    lsp.ExecuteCommandParams("ctc.preview", [uri])
                )
        editor = Editor(client, tmp_path / "campaigns" / "hello.yaml")
        editor.open(SPEC.replace("title:", "titel:"))
        assert "CTC305" in await editor.codes()

    session(tmp_path, conversation)


@pytest.mark.parametrize("encoding", [*lsp.PositionEncodingKind])
def test_columns_are_counted_as_the_editor_counts(tmp_path: Path, encoding: lsp.PositionEncodingKind) -> None:
    """Neovim and Helix ask for UTF-8, VS Code counts UTF-16: a line in Hindi has its slip where it stands."""
    before = '  where: {x-note: "नमस्ते 😀", '
    text = SPEC.replace("  where: {", f"{before}event_nme: A, ")
    units = {"utf-8": len(before.encode()), "utf-16": len(before.encode("utf-16-le")) // 2}
    column = units.get(encoding.value, len(before))

    async def conversation(client: Client) -> None:
        editor = Editor(client, tmp_path / "campaigns" / "hello.yaml")
        editor.open(text)
        slip = next(each for each in await editor.found() if "event_nme" in each.message)
        assert (slip.range.start.character, slip.range.end.character) == (column, column + len("event_nme"))
        offered = await client.client.text_document_code_action_async(
            lsp.CodeActionParams(
                lsp.TextDocumentIdentifier(editor.uri), slip.range, lsp.CodeActionContext([slip])
            )
        )
        fix = next(each for each in offered or () if each.kind == lsp.CodeActionKind.QuickFix)
        assert fix.edit is not None
        assert fix.edit.changes is not None
        (edit,) = fix.edit.changes[editor.uri]
        assert (edit.range, edit.new_text) == (slip.range, "event_name")
        at = lsp.Position(slip.range.start.line, column + 2)
        answer = await client.client.text_document_completion_async(
            lsp.CompletionParams(lsp.TextDocumentIdentifier(editor.uri), at)
        )
        assert isinstance(answer, list)
        assert "event_name" in {each.label for each in answer}

    session(tmp_path, conversation, able=able([encoding]))


def test_several_folders_and_a_project_below_one_of_them(tmp_path: Path) -> None:
    """Each file is held against its own ctc.yaml, wherever that is; a folder may be a link."""
    one = repository(tmp_path / "one")
    inner = repository(tmp_path / "two" / "marketing")
    (tmp_path / "link").symlink_to(one)
    unopened = one / "campaigns" / "unopened.yaml"
    unopened.write_text(SPEC.replace("id: hello", "id: unopened").replace("title:", "titel:"), "utf-8")

    async def conversation(client: Client) -> None:
        assert "CTC305" in await Editor(client, unopened).codes()
        unopened.unlink()
        for path in (tmp_path / "link" / "campaigns/hello.yaml", inner / "campaigns/hello.yaml"):
            editor = Editor(client, path)
            editor.open(SPEC.replace("{{ who }}", "{{ brand }} {{ brnd }}"))
            assert await editor.codes() == ["CTC407", "CTC202"]
            editor.type(SPEC)
            assert await editor.codes() == []

    session(tmp_path, conversation, [tmp_path / "link", tmp_path / "two"])


def test_an_editor_that_sends_parts_whatever_it_is_asked_for(tmp_path: Path) -> None:
    async def conversation(client: Client) -> None:
        editor = Editor(client, tmp_path / "campaigns" / "hello.yaml")
        editor.open(SPEC)
        document = lsp.VersionedTextDocumentIdentifier(2, editor.uri)
        line = SPEC.split("\n").index('    title: "Hello {{ who }}"')
        places = lsp.Range(lsp.Position(line, 4), lsp.Position(line, 9))
        change = lsp.TextDocumentContentChangePartial(range=places, text="titel")
        client.client.text_document_did_change(lsp.DidChangeTextDocumentParams(document, [change]))
        slip = next(each for each in await editor.found() if "titel" in each.message)
        assert slip.range == places

    session(tmp_path, conversation)


def test_each_kind_of_file_is_offered_its_own_keys(tmp_path: Path) -> None:
    async def conversation(client: Client) -> None:
        async def labels(name: str, text: str) -> set[str]:
            editor = Editor(client, tmp_path / name)
            editor.open(text)
            line = text.count("\n")
            at = lsp.Position(line, len(text.split("\n")[line]))
            params = lsp.CompletionParams(lsp.TextDocumentIdentifier(editor.uri), at)
            found = await client.client.text_document_completion_async(params)
            assert isinstance(found, list)
            return {each.label for each in found}

        production = "environments:\n  production:\n    guards:\n      "
        assert {"max_reach", "quiet_hours"} <= await labels("ctc.yaml", production)
        assert {"expect", "person"} <= await labels("campaigns/a.test.yaml", "tests:\n  - name: a\n    ")
        assert {"events", "segments"} <= await labels("catalog.yaml", "version: 1\n")
        assert {"content", "when"} <= await labels("campaigns/b.yaml", "id: b\r\ncampaign:\r\n  ")
        assert await labels("campaigns/_shared/a.html.j2", '<p style="margin: ') == set()

    session(tmp_path, conversation)


def test_the_server_ends_well_when_the_editor_says_so(tmp_path: Path) -> None:
    asked = (
        {"id": 1, "method": "initialize", "params": {"processId": None, "rootUri": None, "capabilities": {}}},
        {"id": 2, "method": "shutdown"},
        {"method": "exit"},
    )
    bodies = [json.dumps({"jsonrpc": "2.0", **each}).encode() for each in asked]
    said = b"".join(b"Content-Length: %d\r\n\r\n%s" % (len(body), body) for body in bodies)
    done = subprocess.run(
        [sys.executable, "-m", "ctc", "lsp"], input=said, capture_output=True, cwd=tmp_path, check=False
    )
    assert (done.returncode, done.stderr) == (0, b"")
    assert b'"id":2' in done.stdout.replace(b" ", b"")


def test_an_editor_that_knows_one_folder_alone_names_it_as_before(tmp_path: Path) -> None:
    """Over the streams of a process, as every editor begins one."""
    folder = repository(tmp_path / "shop")
    spec = folder / "campaigns" / "hello.yaml"
    spec.write_text(SPEC.replace("title:", "titel:"), "utf-8")

    async def talk() -> None:
        client = await ClientServerConfig(server_command=[sys.executable, "-m", "ctc", "lsp"]).start()
        assert isinstance(client, LanguageClient)
        bare = lsp.ClientCapabilities()
        await client.initialize_session(lsp.InitializeParams(capabilities=bare, root_uri=folder.as_uri()))
        try:
            while spec.as_uri() not in client.diagnostics:
                await asyncio.wait_for(
                    client.wait_for_notification(lsp.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS), timeout=30
                )
        finally:
            await client.shutdown_session()
        assert "CTC305" in [each.code for each in client.diagnostics[spec.as_uri()]]

    with ThreadPoolExecutor(1) as pool:
        pool.submit(asyncio.run, talk()).result()
