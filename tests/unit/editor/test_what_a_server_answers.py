"""What the language server says of itself, when it tells findings and takes them back, and what it answers where."""

from pathlib import Path

from lsprotocol import types as lsp

from tests.editing import SPEC, Client, Editor, repository, session, watchful

WRONG = SPEC.replace("title:", "titel:")


def test_what_an_editor_may_ask(tmp_path: Path) -> None:
    async def conversation(client: Client) -> None:
        told, info = client.answer.capabilities, client.answer.server_info
        assert info == lsp.ServerInfo("ctc", "1.2")
        assert told.completion_provider is not None
        assert told.completion_provider.trigger_characters == (":", " ", "{", '"', "'")
        assert isinstance(told.code_action_provider, lsp.CodeActionOptions)
        assert told.code_action_provider.code_action_kinds == ("quickfix", "source.fixAll")
        assert told.execute_command_provider is not None
        assert told.execute_command_provider.commands == ("ctc.preview",)
        assert isinstance(told.text_document_sync, lsp.TextDocumentSyncOptions)
        assert told.text_document_sync.change is lsp.TextDocumentSyncKind.Full
        assert told.position_encoding == "utf-16"
        assert client.asked == [], "it does not say that it may be asked"

    session(tmp_path, conversation)


def test_findings_are_told_once_and_taken_back_where_they_are_gone(tmp_path: Path) -> None:
    """A file that is not open is told of where something changed; one that is, each time: it may have moved."""
    other = repository(tmp_path) / "campaigns" / "other.yaml"
    other.write_text(WRONG.replace("id: hello", "id: other"), "utf-8")

    async def conversation(client: Client) -> None:
        editor = Editor(client, tmp_path / "campaigns" / "hello.yaml")
        await client.told()
        assert client.published() == [("other.yaml", 1)]
        for text in (WRONG, f"# above\n{WRONG}"):
            editor.open(text)
            await client.told()
            assert client.published() == [("hello.yaml", 1)]
        editor.type(SPEC)
        await client.told()
        assert client.published() == [("hello.yaml", 0)]
        editor.type(SPEC)
        editor.type(WRONG)
        editor.close()
        await client.told()
        assert client.published() == [], "what was typed in a hurry is looked at once, at its end"
        other.write_text(SPEC.replace("id: hello", "id: other").replace("Hello", "Other"), "utf-8")
        editor.save()
        assert "other.yaml" in dict(await told(client))

    session(tmp_path, conversation, [tmp_path])


async def told(client: Client) -> list[tuple[str, int]]:
    await client.told()
    return client.published()


def test_each_of_several_changes_is_of_the_text_that_the_last_one_left(tmp_path: Path) -> None:
    async def conversation(client: Client) -> None:
        editor = Editor(client, tmp_path / "campaigns" / "hello.yaml")
        editor.open("a\nb: 1\n")
        document = lsp.VersionedTextDocumentIdentifier(2, editor.uri)
        first = lsp.TextDocumentContentChangePartial(lsp.Range(lsp.Position(0, 0), lsp.Position(1, 1)), "xyz")
        second = lsp.TextDocumentContentChangePartial(lsp.Range(lsp.Position(0, 1), lsp.Position(0, 3)), "")
        editor.ask.text_document_did_change(lsp.DidChangeTextDocumentParams(document, [first, second]))
        assert client.server.texts == {editor.uri: "x: 1\n"}
        whole = lsp.TextDocumentContentChangeWholeDocument("all")
        editor.ask.text_document_did_change(lsp.DidChangeTextDocumentParams(document, [first, whole]))
        assert client.server.texts == {editor.uri: "all"}
        editor.close()
        assert client.server.texts == {}
        assert client.server.lines(editor.uri) == [""]

    session(tmp_path, conversation)


def test_folders_come_and_go(tmp_path: Path) -> None:
    one, two = repository(tmp_path / "one"), repository(tmp_path / "two")
    for each in (one, two):
        (each / "campaigns" / "hello.yaml").write_text(WRONG, "utf-8")

    def folder(path: Path) -> list[lsp.WorkspaceFolder]:
        return [lsp.WorkspaceFolder(path.as_uri(), path.name)]

    async def conversation(client: Client) -> None:
        files = [Editor(client, each / "campaigns" / "hello.yaml") for each in (one, two)]

        async def counted() -> list[int]:
            return [len(await each.found()) for each in files]

        assert await counted() == [1, 0]
        change = lsp.WorkspaceFoldersChangeEvent(added=folder(two), removed=folder(one))
        client.client.workspace_did_change_workspace_folders(lsp.DidChangeWorkspaceFoldersParams(change))
        assert await counted() == [0, 1]

    session(tmp_path, conversation, [one])


def test_what_a_server_is_told_of_changes_on_the_disk(tmp_path: Path) -> None:
    """Each for itself, a file that is saved and one that another program changed; one in a hidden folder is none."""

    async def conversation(client: Client) -> None:
        editor = Editor(client, tmp_path / "campaigns" / "hello.yaml")
        assert await editor.codes() == []
        path = tmp_path / "campaigns" / "hello.yaml"
        path.write_text(WRONG, "utf-8")
        assert not await changed(client, tmp_path / ".git" / "index.json")
        assert await changed(client, tmp_path / "data.csv")
        assert await editor.codes() == ["CTC305"]
        path.write_text(SPEC, "utf-8")
        editor.save()
        assert await editor.codes() == []
        editor.open(WRONG)
        for _ in range(2):
            assert await editor.codes() == ["CTC305"], "also of a text that is as it was"
            editor.save()

    session(tmp_path, conversation, able=watchful())


async def changed(client: Client, path: Path) -> bool:
    event = lsp.FileEvent(path.as_uri(), lsp.FileChangeType.Changed)
    client.client.workspace_did_change_watched_files(lsp.DidChangeWatchedFilesParams([event]))
    return bool(await told(client))


def test_where_a_name_is_written_in_the_columns_of_the_editor(tmp_path: Path) -> None:
    """In a file that is open, and in one that is not; a template begins where its file does."""
    text = SPEC.replace("{who: World}", "{wide: 😀😀, who: World, brandy: x}").replace(
        "Hello {{", "😀 {{ brand }} {{"
    )

    async def conversation(client: Client) -> None:
        (tmp_path / "ctc.yaml").write_text("version: 1\nvars: {wide: 😀😀, brand: Acme}\n", "utf-8")
        editor = Editor(client, tmp_path / "campaigns" / "hello.yaml")
        editor.open(text)

        async def found(needle: str, offset: int) -> tuple[str, int, int] | None:
            line = next(n for n, each in enumerate(text.split("\n")) if needle in each)
            before = text.split("\n")[line].partition(needle)[0]
            at = lsp.Position(line, len(before.encode("utf-16-le")) // 2 + offset)
            asked = lsp.DefinitionParams(lsp.TextDocumentIdentifier(editor.uri), at)
            answer = await editor.ask.text_document_definition_async(asked)
            if answer is None:
                return None
            assert isinstance(answer, lsp.Location)
            assert answer.range.start == answer.range.end
            return Path(answer.uri).name, answer.range.start.line, answer.range.start.character

        assert await found("who }}", 1) == ("hello.yaml", 2, 19)
        assert await found("brand }}", 2) == ("ctc.yaml", 1, 19)
        assert await found("text.j2", 2) == ("text.j2", 0, 0)
        assert await found("Marketing", 2) is None
        (tmp_path / "ctc.yaml").write_bytes(b"version: 1\nvars: {brand: Acme} # \xff\n")
        assert client.server.lines_anywhere((tmp_path / "ctc.yaml").as_uri()) == ("",)
        assert client.server.lines_anywhere((tmp_path / "gone.yaml").as_uri()) == ("",)

    session(tmp_path, conversation)


def test_a_file_of_no_folder_of_the_editors_has_no_answers(tmp_path: Path) -> None:
    """A misspelled key is mended there all the same: the keys are those of any project."""
    repository(tmp_path / "elsewhere")

    async def conversation(client: Client) -> None:
        editor = Editor(client, tmp_path / "elsewhere" / "campaigns" / "hello.yaml")
        editor.open(WRONG)
        place = editor.at(WRONG, "who }}", 1)
        assert await editor.ask.text_document_hover_async(lsp.HoverParams(**place)) is None
        assert await editor.ask.text_document_completion_async(lsp.CompletionParams(**place)) == []
        assert await editor.ask.text_document_definition_async(lsp.DefinitionParams(**place)) is None
        at = editor.at(WRONG, "titel")["position"]
        slip = lsp.Diagnostic(lsp.Range(at, at), "a slip")
        (fix,) = await asked(editor, [slip])
        assert (fix.title, fix.kind, fix.is_preferred, fix.diagnostics) == (
            "Write title",
            lsp.CodeActionKind.QuickFix,
            True,
            (slip,),
        )
        assert await asked(editor, []) == []

    session(tmp_path / "shop", conversation)


async def asked(editor: Editor, slips: list[lsp.Diagnostic]) -> list[lsp.CodeAction]:
    nowhere = lsp.Range(lsp.Position(0, 0), lsp.Position(0, 0))
    params = lsp.CodeActionParams(
        lsp.TextDocumentIdentifier(editor.uri), nowhere, lsp.CodeActionContext(slips)
    )
    found = await editor.ask.text_document_code_action_async(params)
    assert found is not None
    return [each for each in found if isinstance(each, lsp.CodeAction)]


def test_of_several_slips_those_that_have_a_mend_are_mended(tmp_path: Path) -> None:
    text = WRONG.replace("body:", "bodi:")

    async def conversation(client: Client) -> None:
        editor = Editor(client, tmp_path / "campaigns" / "hello.yaml")
        editor.open(text)
        places = [editor.at(text, needle)["position"] for needle in ("Hello {{", "titel", "bodi")]
        fixes = await asked(editor, [lsp.Diagnostic(lsp.Range(at, at), "a slip") for at in places])
        assert [each.title for each in fixes] == ["Write title", "Write body"]

    session(tmp_path, conversation)


def test_an_editor_without_a_folder_shows_the_one_in_which_it_began(tmp_path: Path) -> None:
    """One that knows a folder by its path alone shows that."""
    spec = repository(tmp_path / "shop") / "campaigns" / "hello.yaml"
    spec.write_text(WRONG, "utf-8")

    async def conversation(client: Client) -> None:
        assert await Editor(client, spec).codes() == ["CTC305"]

    bare = lsp.ClientCapabilities()
    campaigns = (tmp_path / "shop" / "campaigns").as_uri()
    for begun in (lsp.InitializeParams(bare), lsp.InitializeParams(bare, root_uri=campaigns)):
        session(tmp_path / "shop", conversation, begun=begun)
