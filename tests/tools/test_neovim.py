"""Neovim, headless, with ctc's server: findings, a quick fix that is taken, completion."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

SPEC = (
    (Path(__file__).resolve().parents[2] / "tests/fixtures/specs/tea.yaml")
    .read_text("utf-8")
    .replace("{body: Tea}", "{bodi: Tea}")
)
LUA = """
local id = vim.lsp.start_client({name = "ctc", cmd = {"ctc", "lsp"}, root_dir = vim.fn.getcwd()})
vim.lsp.buf_attach_client(0, id)
local function errors()
  return vim.diagnostic.get(0, {severity = vim.diagnostic.severity.ERROR})
end
local wait = function(what) assert(vim.wait(60000, what, 50), "nothing came") end
wait(function() return #errors() > 0 end)
local found = errors()[1]
local at = {line = found.lnum, character = found.col}
local answer = vim.lsp.buf_request_sync(0, "textDocument/codeAction", {
  textDocument = vim.lsp.util.make_text_document_params(),
  range = {start = at, ["end"] = at},
  context = {diagnostics = {{
    code = found.code or found.user_data.lsp.code, message = found.message, source = found.source,
    range = {start = at, ["end"] = {line = found.end_lnum, character = found.end_col}},
  }}},
}, 60000)
local action = answer[id].result[1]
vim.lsp.util.apply_workspace_edit(action.edit, "utf-16")
wait(function() return #errors() == 0 end)
local offered = vim.lsp.buf_request_sync(0, "textDocument/completion", {
  textDocument = vim.lsp.util.make_text_document_params(), position = {line = 4, character = 15},
}, 60000)
local result = offered[id].result
local labels = {}
for _, item in ipairs(result.items or result) do table.insert(labels, item.label) end
io.stdout:write(vim.json and vim.json.encode({
  code = found.code or found.user_data.lsp.code, line = found.lnum, title = action.title, labels = labels,
  text = vim.api.nvim_buf_get_lines(0, 0, -1, true),
}) .. "\\n")
vim.cmd("qa!")
"""


def test_neovim_shows_mends_and_completes(tool: Callable[[str], str], tmp_path: Path) -> None:
    (tmp_path / "campaigns").mkdir()
    (tmp_path / "ctc.yaml").write_text("version: 1\nproject: acme\n", "utf-8")
    (tmp_path / "campaigns" / "tea.yaml").write_text(SPEC, "utf-8")
    (tmp_path / "drive.lua").write_text(LUA, "utf-8")
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    environ = {"PATH": path, "HOME": str(tmp_path), "LANG": "C.UTF-8", "TERM": "dumb"}
    command = [tool("nvim"), "--headless", "--clean", "campaigns/tea.yaml", "-c", "luafile drive.lua"]
    done = subprocess.run(
        command,
        cwd=tmp_path,
        env=environ,
        capture_output=True,
        text=True,
        check=False,
        timeout=200,
        stdin=subprocess.DEVNULL,
    )
    said = json.loads(next(line for line in done.stdout.splitlines() if line.startswith("{")))
    assert (said["code"], said["line"]) == ("CTC305", 7), done
    assert "  content: {body: Tea}" in said["text"]
    assert {"push", "sms", "email"} <= {*said["labels"]}
