"""The laws of the house (docs/architecture.md), each of them a test."""

import ast
import re
import statistics
import subprocess
import sys
import tomllib
from collections.abc import Callable
from functools import cache, wraps
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "ctc"
MODULES = sorted(PACKAGE.rglob("*.py"))

# A stage may import itself, the leaves, and the stages to its left.
STAGES = [
    "rows",
    "specs",
    "templates",
    "catalog",
    "validation",
    "project",
    "payloads",
    "state",
    "clevertap",
    "plans",
    "apply",
]
ASIDE = ["preview", "sandbox", "forge"]  # import no stage at all
SHARED = {  # rooms that several of the others share, each with what it may import beside leaves
    "people": set(),
    "query": {"people"},
    "personalisation": set(),
    "cases": {"people", "query", "personalisation", "specs", "validation"},
}
TOP = ["pipeline", "cli", "editor", "agents", "testing", "api"]  # import what they like

# A library lives in one folder.
HOMES = {
    "ruamel": {"catalog", "payloads", "validation"},
    "yaml": {"specs"},
    "jinja2": {"templates", "preview", "sandbox"},
    "jsonschema": {"validation"},
    "jsonschema_rs": {"validation"},
    "referencing": {"validation"},
    "deepdiff": {"plans"},
    "httpcore2": {"clevertap", "forge"},
    "mcp": {"agents"},
    "pygls": {"editor"},
    "lsprotocol": {"editor"},
    "sqlite3": {"state", "sandbox", "people", "payloads", "pipeline"},
    "psycopg": {"state"},
    "starlette": {"sandbox"},
    "uvicorn": {"sandbox"},
    "click": {"cli"},
    "rich": {"cli"},
    "pytest": {"testing"},
    "json5": {"payloads"},
    "liquid": {"personalisation", "validation"},
}
FOUNDATION = {"jsonschema", "jinja2", "click", "ruamel.yaml", "deepdiff"}
"""What ctc is built on: none of them is replaced by code of our own."""
EDGES = {"cli", "clevertap", "sandbox", "project", "pipeline", "forge", "editor"}
"""Folders that may touch the world whole; the other edges are single files, named below."""
EDGE_FILES = {
    "specs/loading.py",
    "templates/sources.py",
    "validation/schema/catalog.py",
    "people/load.py",
    "people/stored.py",
    "state/stores",
    "clocks.py",
    "failpoints.py",
    "files.py",
}
CLOCKS = {"now", "utcnow", "today", "time", "monotonic", "urandom", "uuid4", "getenv", "perf_counter"}


@cache
def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"))


def each_module(law: Callable[[Path], None]) -> Callable[[], None]:
    """A law as one test, which names all modules that break it."""

    @wraps(law)
    def test() -> None:
        broken = []
        for path in MODULES:
            try:
                law(path)
            except AssertionError as error:
                broken.append(f"{path.relative_to(ROOT)}: {error}")
        assert not broken, "\n".join(broken)

    del test.__wrapped__  # pytest would look there for arguments
    return test


def stage_of(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imports_of(path: Path) -> set[str]:
    tree = tree_of(path)
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            found.add(node.module)
    return found


@each_module
def test_imports_run_down_the_stages(path: Path) -> None:
    stage = stage_of(path)
    used = {name.split(".")[1] for name in imports_of(path) if name.startswith("ctc.")}
    if stage in {*TOP, "__main__", "__init__"}:  # the last is the door of `import ctc`
        return
    if stage in STAGES:
        allowed = set(STAGES[: STAGES.index(stage) + 1])
    elif stage == "sandbox":
        allowed = {"sandbox", "preview", *SHARED}  # the inbox shows messages in the preview's pictures
    elif stage in ASIDE:
        allowed = {stage, "personalisation"}
    else:
        allowed = {stage, *SHARED.get(stage, ())}  # a room that is shared, or a leaf
    forbidden = (used & ({*STAGES, *ASIDE, *TOP, *SHARED})) - allowed
    assert not forbidden, f"{stage} imports {sorted(forbidden)}"


@each_module
def test_a_library_lives_in_one_folder(path: Path) -> None:
    for name in imports_of(path):
        homes = HOMES.get(name.split(".")[0])
        assert homes is None or stage_of(path) in homes, f"{name} is not at home in {stage_of(path)}"


@each_module
def test_only_edges_touch_the_world(path: Path) -> None:
    name = path.relative_to(PACKAGE).as_posix()
    if stage_of(path) in EDGES or any(name.startswith(edge) for edge in EDGE_FILES):
        return
    calls = [node for node in ast.walk(tree_of(path)) if isinstance(node, ast.Call)]
    for call in calls:
        target = call.func
        if isinstance(target, ast.Name):
            assert target.id not in {"open", "print", "input"}, f"line {call.lineno}: {target.id}()"
        elif isinstance(target, ast.Attribute) and isinstance(target.value, ast.Name):
            owner = target.value.id
            if owner in {"datetime", "date", "time", "os", "uuid", "random", "secrets"}:
                assert target.attr not in CLOCKS, f"line {call.lineno}: {owner}.{target.attr}()"


WRITERS = {"write_text", "write_bytes", "mkdir", "makedirs", "touch", "rename", "renames", "symlink", "link"}
WRITERS |= {"copy", "copy2", "copyfile", "copytree", "move", "mkstemp", "mkdtemp", "NamedTemporaryFile"}
LIBRARIES_THAT_WRITE = {"os", "shutil", "tempfile"}
READS = {"O_RDONLY", "O_NOFOLLOW", "O_NONBLOCK", "O_CLOEXEC", "O_DIRECTORY"}


def opens_for_writing(call: ast.Call) -> bool:
    """Whether a call could make or change a file: by its name, by its mode, or by its flags."""
    name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    owner = getattr(call.func.value, "id", "") if isinstance(call.func, ast.Attribute) else ""
    if name == "open" and owner == "os":
        if any(isinstance(n, ast.Attribute) and n.attr == "devnull" for n in call.args):
            return False
        return bool(
            {n.attr for n in ast.walk(call) if isinstance(n, ast.Attribute)} - READS - {"open", "devnull"}
        )
    if name == "open":
        modes = [
            *call.args[1 if not isinstance(call.func, ast.Attribute) else 0 :],
            *[k.value for k in call.keywords],
        ]
        said = {n.value for n in modes if isinstance(n, ast.Constant) and isinstance(n.value, str)}
        return any(set(mode) & set("wax+") and set(mode) <= set("rwaxbt+") for mode in said)
    if name == "replace" and len(call.args) == 1 and not call.keywords:
        return True  # Path.replace; a text's has two
    return name in WRITERS - {"copy", "move"} or (name in WRITERS and owner in LIBRARIES_THAT_WRITE)


@each_module
def test_files_are_written_in_one_module_alone(path: Path) -> None:
    """ctc/files.py follows no link and leaves nothing half written; SQLite opens only what that module looked at."""
    if path == PACKAGE / "files.py":
        return
    tree = tree_of(path)
    for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call)):
        assert not opens_for_writing(call), f"line {call.lineno} writes past ctc/files.py"
    if "sqlite3" in imports_of(path) and "sqlite3.connect(" in path.read_text("utf-8"):
        assert "ctc.files" in imports_of(path)


@pytest.mark.parametrize(
    "code",
    [
        "open('x', 'w')",
        "open('x', mode='ab')",
        "p.open('r+')",
        "p.open(mode='x')",
        "p.write_text('x')",
        "p.write_bytes(b'x')",
        "p.mkdir()",
        "p.touch()",
        "os.open(p, os.O_RDONLY | os.O_CREAT)",
        "os.open(p, os.O_RDWR)",
        "p.replace(q)",
        "os.rename(p, q)",
        "shutil.copy(p, q)",
        "tempfile.mkdtemp()",
    ],
)
def test_each_way_to_write_is_known(code: str) -> None:
    call = ast.parse(code, mode="eval").body
    assert isinstance(call, ast.Call)
    assert opens_for_writing(call)


def test_planning_cannot_write() -> None:
    """Plans see a StateReader; they import neither the journal, nor a store, nor the client."""
    writers = {"ctc.state.journal", "ctc.state.store", "ctc.state.stores", "ctc.clevertap.client"}
    for path in (PACKAGE / "plans").rglob("*.py"):
        assert not imports_of(path) & writers, path


def test_help_imports_nothing_heavy() -> None:
    heavy = [
        "deepdiff",
        "jsonschema",
        "httpcore2",
        "starlette",
        "uvicorn",
        "rich",
        "jinja2",
        "ruamel",
        "psycopg",
        "json",
        "ctc.diagnostics",
    ]
    code = (
        "import sys\nfrom ctc.cli.main import main\ntry:\n    main(['--help'])\nexcept SystemExit as end:\n"
        f"    print(end.code, [name for name in {heavy!r} if name in sys.modules])"
    )
    answer = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert answer.stdout.splitlines()[-1] == "0 []"


@each_module
def test_files_stay_small(path: Path) -> None:
    text = path.read_text("utf-8")
    assert text.count("\n") <= 250, f"{path.name} has {text.count(chr(10))} lines"
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            assert node.end_lineno is not None
            assert node.end_lineno - node.lineno <= 40, f"{node.name} fills more than a screen"


def test_every_package_says_what_it_takes_and_gives() -> None:
    for path in PACKAGE.rglob("__init__.py"):
        assert ast.get_docstring(tree_of(path)), path


def test_what_puts_findings_in_words_is_loaded_where_there_are_some() -> None:
    wordy = [f"ctc.validation.schema.{name}" for name in ("body", "explain", "keywords", "notes", "homes")]
    code = (
        "import sys\nfrom ctc.validation.payload import validate_envelope, validate_payload\n"
        "body = {'to': {'Email': ['a@acme.example']}, 'content': {'body': 'Hi'}}\n"
        "assert validate_envelope({'version': 1, 'id': 'a', 'message': {**body, 'channel': 'sms'}}) == ()\n"
        "assert validate_payload('/1/send/sms.json', body, raw=False, broadcast=False) == ()\n"
        f"print([name for name in {['jsonschema', *wordy]!r} if name in sys.modules])"
    )
    answer = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert answer.stdout.strip() == "[]"


WINGS = {"engine": "engine.fast", "families": "families.fast."}
"""Folders of what is only speed. One module knows of the engine's; of the families' all know the door, none what is
behind it."""


@pytest.mark.parametrize("wing", WINGS)
def test_only_a_door_knows_what_is_only_speed(wing: str) -> None:
    fast, door = PACKAGE / "pipeline" / wing / "fast", PACKAGE / "pipeline" / "engine" / "engine.py"
    for path in MODULES:
        if not path.is_relative_to(fast) and path != door:
            assert not [
                name for name in imports_of(path) if name.startswith(f"ctc.pipeline.{WINGS[wing]}")
            ], path


def test_only_the_lane_of_families_knows_how_rows_are_rendered_at_once() -> None:
    fast, lane = PACKAGE / "templates" / "fast", PACKAGE / "pipeline" / "families" / "fast"
    for path in MODULES:
        if not path.is_relative_to(fast) and not path.is_relative_to(lane):
            assert not [name for name in imports_of(path) if name.startswith("ctc.templates.fast")], path


WORDS = {"message", "hint"}
READING = {
    "split",
    "startswith",
    "endswith",
    "find",
    "index",
    "partition",
    "rpartition",
    "count",
    "removeprefix",
}
MATCHING = {"search", "match", "fullmatch", "findall"}


def _is_words(node: ast.AST) -> bool:
    return isinstance(node, ast.Attribute) and node.attr in WORDS


def _reads_words(node: ast.AST) -> bool:
    """Whether something is decided on what a message or a hint says; whether there is one may be asked."""
    if isinstance(node, ast.Compare):
        sides = [node.left, *node.comparators]
        is_asked = any(isinstance(side, ast.Constant) and side.value is None for side in sides)
        return any(map(_is_words, sides)) and not is_asked
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        reads = _is_words(node.func.value) and node.func.attr in READING
        return reads or (node.func.attr in MATCHING and any(map(_is_words, node.args)))
    return False


@each_module
def test_nothing_is_decided_on_the_words_of_a_finding(path: Path) -> None:
    lines = [node.lineno for node in ast.walk(tree_of(path)) if _reads_words(node)]
    assert not lines, "rewording a sentence would change what ctc does"


@pytest.mark.parametrize("library", sorted(FOUNDATION))
def test_ctc_is_built_on(library: str) -> None:
    needed = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["dependencies"]
    assert library in {re.split("[<>=; ]", line)[0] for line in needed}
    users = [
        path
        for path in MODULES
        if re.search(
            rf"^\s*(import|from) {library.split('.', maxsplit=1)[0]}\b", path.read_text("utf-8"), re.M
        )
    ]
    assert users


def test_most_files_and_functions_are_short() -> None:
    lines = [path.read_text("utf-8").count("\n") for path in MODULES]
    functions = [
        node.end_lineno - node.lineno + 1
        for path in MODULES
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.end_lineno
    ]
    assert statistics.median(lines) <= 100
    assert statistics.quantiles(functions, n=10)[-1] < 20


def test_no_file_imports_itself_by_way_of_others() -> None:
    """Also inside of a folder, and where one of them is imported when it is asked for, or for its types alone."""
    names = {path: ".".join(path.relative_to(ROOT).with_suffix("").parts) for path in MODULES}
    known = set(names.values())
    above = {name: {n for n in _imported(path) if n in known} for path, name in names.items()}
    while leaves := {name for name, used in above.items() if not used}:
        above = {name: used - leaves for name, used in above.items() if name not in leaves}
    assert not above


def _imported(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
        elif isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
    return found
