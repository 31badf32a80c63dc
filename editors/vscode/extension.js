// Starts `ctc lsp`, and shows the preview of a file in a panel that follows each save.
"use strict";

const { commands, window, workspace, ViewColumn } = require("vscode");
const { LanguageClient } = require("vscode-languageclient/node");

/** @type {LanguageClient | undefined} */
let client;
/** Panels by the file that they show. */
const panels = new Map();

async function activate(context) {
  const command = workspace.getConfiguration("ctc").get("command");
  const folder = workspace.workspaceFolders?.[0]?.uri.fsPath;
  client = new LanguageClient(
    "ctc",
    "ctc",
    { command, args: ["lsp"], options: { cwd: folder } },
    { documentSelector: [{ scheme: "file", language: "yaml" }, { scheme: "file", pattern: "**/*.j2" }] },
  );
  context.subscriptions.push(
    commands.registerCommand("ctc.showPreview", showPreview),
    workspace.onDidSaveTextDocument(() => [...panels].forEach(([uri, panel]) => fill(uri, panel))),
  );
  try {
    await client.start();
    await commands.executeCommand("setContext", "ctc.isRunning", true);
  } catch (error) {
    window.showErrorMessage(
      `\`${command} lsp\` did not start: ${error.message}. It comes with pip install 'ctc[lsp]'; the setting ctc.command says where it is.`,
    );
  }
}

async function showPreview() {
  const document = window.activeTextEditor?.document;
  if (!document) return;
  const uri = client.code2ProtocolConverter.asUri(document.uri);
  const known = panels.get(uri);
  if (known) {
    known.reveal();
    return;
  }
  const name = document.uri.path.split("/").pop();
  const panel = window.createWebviewPanel("ctc.preview", `Preview ${name}`, ViewColumn.Beside, {
    enableScripts: true, // the page's own controls; what messages hold is in frames that run none
    localResourceRoots: [],
  });
  panels.set(uri, panel);
  panel.onDidDispose(() => panels.delete(uri));
  await fill(uri, panel);
}

async function fill(uri, panel) {
  try {
    panel.webview.html = await client.sendRequest("workspace/executeCommand", {
      command: "ctc.preview",
      arguments: [uri],
    });
  } catch (error) {
    window.showErrorMessage(`ctc: no preview: ${error.message}`);
  }
}

function deactivate() {
  return client?.stop();
}

module.exports = { activate, deactivate };
