"""The rules of the house, held against the source: rows, sizes, names, and calls that are not used."""

import ast
import textwrap
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "ingest"
# Migrations import nothing of ours and are never changed, so they are left out.
MODULES = sorted(path for path in PACKAGE.rglob("*.py") if "versions" not in path.parts)

# The data order of decision 0001. A module imports only from rows above its own.
ROWS: tuple[frozenset[str], ...] = (
    frozenset({"__init__"}),
    frozenset({"errors"}),
    frozenset({"settings", "output", "arrays", "whole_file"}),
    frozenset({"sheet_lines"}),
    frozenset({"spreadsheet"}),
    frozenset({"document", "workbook"}),
    frozenset({"activity", "person"}),
    frozenset({"badge_data", "confidence"}),
    frozenset({"badge_signature", "known_names", "name_traits", "slips", "word_kinds", "paper_kind"}),
    frozenset({"badge_lines", "record", "lines", "picture", "credits", "dates", "pdfium_calls", "paper_words"}),
    frozenset({"badge", "scorer", "word_kinds"}),
    frozenset({"vocabulary"}),
    frozenset({"layout", "names", "decision", "fingerprint", "other_papers", "table_headers"}),
    frozenset({"name_forms", "tables"}),
    frozenset({"likeness", "opinion", "paper", "scorer", "transcript"}),
    frozenset({"characters", "page_objects", "tesseract"}),
    frozenset({"acquire", "codes", "ink", "ocr", "painted", "plumber", "raster", "reconcile"})
    | frozenset({"second_look", "straighten", "text_layer"}),
    frozenset({"trust"}),
    frozenset({"readings"}),
    frozenset({"read", "split", "extract", "classify", "normalise"}),
    frozenset({"badge_activity", "memory"}),
    frozenset({"known_layout"}),
    frozenset({"recall"}),
    frozenset({"pipeline", "database", "doctor"}),
    frozenset({"migrations", "saving", "standing"}),
    frozenset({"assignments", "learned", "seen"}),
    frozenset({"store"}),
    frozenset({"worker", "matching", "roster", "verify"}),
    frozenset({"ownership", "workers"}),
    frozenset({"batch", "texts"}),
    frozenset({"compliance.toml_lines"}),
    frozenset({"compliance.rules"}),
    frozenset({"compliance.allocate"}),
    frozenset({"compliance.counting"}),
    frozenset({"compliance.check"}),
    frozenset({"compliance.wording"}),
    frozenset({"compliance.audit"}),
    frozenset({"compliance.claims", "compliance.courses"}),
    frozenset({"compliance.claims_check", "compliance.signs"}),
    frozenset({"compliance.claims_export"}),
    frozenset({"compliance.review_order"}),
    frozenset({"compliance.audit_export", "compliance.certificate_cells"}),
    frozenset({"compliance.audit_workbook"}),
    frozenset({"compliance.report_rows"}),
    frozenset({"compliance.report"}),
    frozenset({"compliance.rules_export"}),
    frozenset({"compliance"}),
    frozenset({"packet_manifest", "packet_plan", "packet_sheets"}),
    frozenset({"packet_check", "packet_pages"}),
    frozenset({"packet_parts"}),
    frozenset({"entry_sheet", "export", "learning_records", "packet", "reminders"}),
    frozenset({"review", "terminal"}),
    frozenset({"learned_export", "options"}),
    frozenset({"audit_commands", "export_commands", "roster_commands", "rule_commands"}),
    frozenset({"cli"}),
    frozenset({"__main__"}),
)

MAX_MODULE_LINES = 400
MAX_FUNCTION_LINES = 50  # without its docstring
# Larger ones, each with its reason.
LARGE_MODULES: dict[str, str] = {}
LARGE_FUNCTIONS: dict[str, str] = {}

REFUSED_NAMES = frozenset({"utils", "util", "helpers", "helper", "common", "base", "misc"})


def module_name(path: Path) -> str:
    """``compliance.rules`` for ``ingest/compliance/rules.py``, ``compliance`` for its ``__init__.py``."""
    parts = path.relative_to(PACKAGE).with_suffix("").parts
    return ".".join(parts if len(parts) == 1 or parts[-1] != "__init__" else parts[:-1])


def row_of(name: str) -> int:
    """The row of a module; one in a folder that has no row of its own has its folder's."""
    for wanted in (name, name.partition(".")[0]):
        for row, names in enumerate(ROWS):
            if wanted in names:
                return row
    raise LookupError(f"ingest/{name.replace('.', '/')}.py has no row: give it one in ROWS and in decision 0001")


def imported(source: str, name: str, known: frozenset[str]) -> set[str]:
    """The modules of this package that the module `name` imports anywhere, functions and type checking included."""
    is_package = any(other.startswith(f"{name}.") for other in known)
    found: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            targets = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            inside = [*name.split("."), ""] if is_package else name.split(".")
            above = ["ingest", *inside][: -node.level] if node.level else []
            start = ".".join([*above, *([node.module] if node.module else [])])
            targets = [f"{start}.{alias.name}" for alias in node.names]
        else:
            continue
        for target in targets:
            if target.partition(".")[0] == "ingest":
                found.add(nearest(target.removeprefix("ingest").removeprefix("."), known))
    return found - {name}


def nearest(target: str, known: frozenset[str]) -> str:
    """The module that `target`, a module or something in one, belongs to."""
    while target and target not in known:
        target = target.rpartition(".")[0]
    return target or "__init__"


def wrong_imports(source: str, name: str, known: frozenset[str]) -> list[str]:
    """Imports of the same row, unless within one folder, or of a lower one on the page."""
    own = row_of(name)
    return [
        f"{name} (row {own}) imports {target} (row {row_of(target)})"
        for target in sorted(imported(source, name, known))
        if row_of(target) > own or (row_of(target) == own and name.partition(".")[0] != target.partition(".")[0])
    ]


KNOWN = frozenset(map(module_name, MODULES))


@pytest.mark.parametrize("path", MODULES, ids=module_name)
def test_a_module_imports_only_from_rows_above(path: Path) -> None:
    assert wrong_imports(path.read_text(encoding="utf-8"), module_name(path), KNOWN) == []


def test_imports_go_in_no_circle() -> None:
    graph = {
        module_name(path): imported(path.read_text(encoding="utf-8"), module_name(path), KNOWN) for path in MODULES
    }
    assert len(tuple(TopologicalSorter(graph).static_order())) >= len(MODULES)


@pytest.mark.parametrize(
    ("name", "source", "wrong"),
    [
        ("ocr", "from ingest.document import Page", 0),
        ("ocr", "from ingest import __version__", 0),
        ("document", "import ingest.ocr", 1),
        ("ocr", "from ingest import raster", 1),
        ("ocr", "def f() -> None:\n    from ingest.cli import main", 1),
        ("ocr", "from . import raster, document", 1),
        ("compliance.check", "from .rules import Rule\nfrom ..activity import Activity", 0),
        ("compliance.check", "from .audit import audit", 1),
        ("compliance", "from .audit import audit\nfrom ..activity import Activity", 0),
        ("compliance", "from ..cli import main", 1),
        ("review.pages", "from ingest.review.forms import Decision", 0),
        ("review.pages", "from ingest.cli import main", 1),
        ("split", "from ingest.extract import extract", 1),
        ("store", "import sqlalchemy", 0),
    ],
)
def test_the_import_rule_sees_what_breaks_it(name: str, source: str, wrong: int) -> None:
    known = frozenset(
        "__init__ activity cli compliance compliance.audit compliance.rules document extract ocr raster"
        " review review.forms review.pages".split()
    )
    assert len(wrong_imports(source, name, known)) == wrong


def test_a_module_without_a_row_is_refused() -> None:
    with pytest.raises(LookupError, match="give it one"):
        row_of("gadget")


def test_the_decision_names_every_module() -> None:
    text = (ROOT / "docs" / "decisions" / "0001-layout.md").read_text(encoding="utf-8")
    inner = [path.stem for path in MODULES if path.stem != "__init__" and path.parent.name not in ("extract", "review")]
    assert [name for name in inner if f"`{name}`" not in text and name != "env"] == []


@pytest.mark.parametrize("path", MODULES, ids=module_name)
def test_modules_and_functions_stay_small(path: Path) -> None:
    name = module_name(path)
    source = path.read_text(encoding="utf-8")
    if name not in LARGE_MODULES:
        assert len(source.splitlines()) <= MAX_MODULE_LINES
    large = {f"{name}.{function}" for function, lines in function_lines(source) if lines > MAX_FUNCTION_LINES}
    assert large - LARGE_FUNCTIONS.keys() == set()


def function_lines(source: str) -> list[tuple[str, int]]:
    """Name and lines of each function, without the docstring."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            docstring = node.body[0] if ast.get_docstring(node) is not None else None
            spared = 0 if docstring is None else (docstring.end_lineno or 0) - docstring.lineno + 1
            found.append((node.name, (node.end_lineno or 0) - node.lineno + 1 - spared))
    return found


def test_function_lines_counts_without_the_docstring() -> None:
    source = textwrap.dedent('''
        def f():
            """One
            two."""
            return 1
    ''')
    assert function_lines(source) == [("f", 2)]


@pytest.mark.parametrize("path", MODULES, ids=module_name)
def test_names_and_calls_that_are_not_used(path: Path) -> None:
    assert path.stem not in REFUSED_NAMES
    source = path.read_text(encoding="utf-8")
    calls = called(source)
    assert "hash" not in calls, "Python salts hash(): take sha256"
    assert "print" not in calls, "only the command line prints, through click"


def called(source: str) -> set[str]:
    """The plain names that are called, except in a `__hash__`, which is not kept."""
    tree = ast.parse(source)
    own_hash = {
        inner
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef) and node.name == "__hash__"
        for inner in ast.walk(node)
    }
    return {
        node.func.id
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node not in own_hash
    }


def test_called_sees_hash_and_print() -> None:
    assert called("x = hash(1)\nprint(x)") == {"hash", "print"}
    assert called("class A:\n    def __hash__(self):\n        return hash(1)") == set()


@pytest.mark.parametrize("path", MODULES, ids=module_name)
def test_a_module_opens_with_its_purpose(path: Path) -> None:
    docstring = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
    assert docstring.partition("\n")[0].endswith((".", "?", "::")), "the first line is one sentence"


def test_the_exemptions_are_still_needed() -> None:
    sizes = {module_name(path): path.read_text(encoding="utf-8") for path in MODULES}
    assert [name for name in LARGE_MODULES if len(sizes.get(name, "").splitlines()) <= MAX_MODULE_LINES] == []
    large = {
        f"{name}.{function}"
        for name, source in sizes.items()
        for function, lines in function_lines(source)
        if lines > MAX_FUNCTION_LINES
    }
    assert LARGE_FUNCTIONS.keys() - large == set()
