"""What is handed out: the lock files, the licences of what is installed, the wheel, and the Makefile's advice."""

import json
import os
import re
import shutil
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import Distribution, distribution
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

ROOT = Path(__file__).parent.parent
PROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
RUN_LOCK = ROOT / "requirements.lock"
TEST_LOCK = ROOT / "requirements-dev.lock"
FIRST_SAFE_PDFMINER = Version("20251230")  # CVE-2025-64512
TRAINED = ROOT / "models" / "trained"
MOST_BYTES = 15_000_000  # of all models together, and of the wheel
# Forms that hold numbers and text; `opinion/` is what spaCy writes: settings, and weights as msgpack.
FORMS_OF_MODELS = {".json", ".npz", ".onnx", ".toml", ".tsv"}
FILES_OF_OPINION = {"config.cfg", "meta.json", "tokenizer", "ner/cfg", "ner/model", "ner/moves"}


@dataclass(frozen=True, slots=True)
class Pin:
    version: Version
    hashes: tuple[str, ...]


def read_lock(path: Path) -> dict[str, list[Pin]]:
    """Pins by canonical name; a package has several where its version depends on the Python."""
    pins: dict[str, list[Pin]] = {}
    lines = [line for line in path.read_text(encoding="utf-8").splitlines() if not line.lstrip().startswith("#")]
    for entry in "\n".join(lines).replace("\\\n", " ").splitlines():
        requirement, *hashes = entry.split("--hash=")
        parsed = Requirement(requirement)
        version = Version(str(parsed.specifier).removeprefix("=="))
        pin = Pin(version, tuple(text.strip() for text in hashes))
        pins.setdefault(canonicalize_name(parsed.name), []).append(pin)
    return pins


def versions(pins: dict[str, list[Pin]]) -> set[tuple[str, Version]]:
    return {(name, pin.version) for name, several in pins.items() for pin in several}


def declared(*, extras: bool) -> Iterator[Requirement]:
    project = PROJECT["project"]
    yield from map(Requirement, project["dependencies"])
    if extras:
        for name, requirements in project["optional-dependencies"].items():
            yield from map(Requirement, requirements if name != "all" else ())
        for group in PROJECT["dependency-groups"].values():
            yield from (Requirement(text) for text in group if isinstance(text, str))


@pytest.mark.parametrize(("path", "extras"), [(RUN_LOCK, False), (TEST_LOCK, True)])
def test_the_lock_satisfies_pyproject(path: Path, extras: bool) -> None:
    pins = read_lock(path)
    wrong = [
        str(requirement)
        for requirement in declared(extras=extras)
        for pin in pins.get(canonicalize_name(requirement.name), [Pin(Version("0"), ())])
        if pin.version not in requirement.specifier
    ]
    assert wrong == [], f"type: make lock ({path.name})"


def test_what_runs_is_what_is_tested() -> None:
    run, tested = read_lock(RUN_LOCK), read_lock(TEST_LOCK)
    assert {pin for pin in versions(run) if pin not in versions(tested)} == set()
    assert {"pytest", "psycopg", "pillow-heif", "distributed"} & run.keys() == set(), "not for everyone"


@pytest.mark.parametrize("path", [RUN_LOCK, TEST_LOCK])
def test_every_pin_has_hashes_and_names_no_index(path: Path) -> None:
    assert [name for name, pins in read_lock(path).items() for pin in pins if not pin.hashes] == []
    text = path.read_text(encoding="utf-8")
    assert set(re.findall(r"--hash=(\w+):", text)) == {"sha256"}
    assert re.findall(r"\w+://\S+|--(?:extra-)?index-url|--find-links", text) == []


def test_pdfminer_is_one_that_loads_no_pickles() -> None:
    (requirement,) = (r for r in declared(extras=False) if canonicalize_name(r.name) == "pdfminer-six")
    assert "20251107" not in requirement.specifier
    assert all(pin.version >= FIRST_SAFE_PDFMINER for pin in read_lock(RUN_LOCK)["pdfminer-six"])
    assert Version(distribution("pdfminer.six").version) >= FIRST_SAFE_PDFMINER


def test_all_holds_every_extra() -> None:
    extras = PROJECT["project"]["optional-dependencies"]
    (everything,) = map(Requirement, extras["all"])
    assert everything.extras == extras.keys() - {"all"}


def default_install() -> dict[str, Distribution]:
    """The installed distributions that come without extras, ours not included."""
    found: dict[str, Distribution] = {}
    waiting = [(requirement, "") for requirement in declared(extras=False)]
    while waiting:
        requirement, extra = waiting.pop()
        name = canonicalize_name(requirement.name)
        if requirement.marker is not None and not requirement.marker.evaluate({"extra": extra}):
            continue
        known = name in found
        found[name] = distribution(name)
        if not known or requirement.extras:
            below = [Requirement(text) for text in found[name].requires or ()]
            waiting += [(each, wanted) for each in below for wanted in ("", *requirement.extras)]
    return found


def licence(installed: Distribution) -> str:
    """What a distribution's metadata say: the expression, else the classifiers and the short form of the text."""
    metadata = installed.metadata.json
    expression = str(metadata.get("license_expression", ""))
    classifiers = [text for text in metadata.get("classifier", ()) if text.startswith("License ::")]
    short = str(metadata.get("license", "")).partition("\n")[0]
    return expression or "; ".join([*classifiers, short]).strip("; ")


def is_copyleft(text: str) -> bool:
    """Whether a licence is of the GPL family, the AGPL and the LGPL included."""
    return re.search(r"\b[AL]?GPL|General Public", text, re.IGNORECASE) is not None


def test_the_default_install_has_no_gpl() -> None:
    licences = {name: licence(installed) for name, installed in default_install().items()}
    assert len(licences) > 30, "the walk over the requirements found too little"
    assert [name for name, text in licences.items() if not text] == []
    assert {name: text for name, text in licences.items() if is_copyleft(text)} == {}
    assert is_copyleft(licence(distribution("psycopg"))), "the test must see one where there is one"


@dataclass(frozen=True, slots=True)
class Built:
    wheel: Path
    sdist: Path
    unpacked: Path  # the wheel's files


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """The sdist of this tree, and the wheel made from that sdist alone."""
    folder = tmp_path_factory.mktemp("built")
    command = [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(folder), str(ROOT)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    (wheel,), (sdist,) = folder.glob("*.whl"), folder.glob("*.tar.gz")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder / "unpacked")
    return Built(wheel, sdist, folder / "unpacked")


def shipped(folder: Path, prefix: str) -> set[str]:
    """The files of a folder as they are to be named in the wheel."""
    paths = (path.relative_to(folder) for path in folder.rglob("*") if path.is_file())
    return {f"{prefix}/{path.as_posix()}" for path in paths if "__pycache__" not in path.parts}


@pytest.mark.timeout(300)
def test_the_wheel_holds_the_package_and_nothing_else(built: Built) -> None:
    names = {str(path.relative_to(built.unpacked)) for path in built.unpacked.rglob("*") if path.is_file()}
    expected = shipped(ROOT / "ingest", "ingest") | shipped(ROOT / "models" / "trained", "ingest/trained")
    assert expected - names == set()
    assert {name for name in names - expected if ".dist-info/" not in name} == set()


@pytest.mark.timeout(300)
@pytest.mark.parametrize(
    "pattern",
    [
        "ingest/py.typed",
        "ingest/migrations/env.py",
        "ingest/migrations/versions/*.py",
        "ingest/compliance/rules/*.toml",
        "ingest/review/templates/*.html",
        "ingest/trained/*.onnx",
        "ingest/trained/opinion/ner/model",
        "*.dist-info/licenses/LICENSE",
    ],
)
def test_the_wheel_holds_what_is_not_python(built: Built, pattern: str) -> None:
    assert [path for path in built.unpacked.glob(pattern) if path.name != ".gitkeep"]


@pytest.mark.timeout(300)
def test_the_sdist_can_be_tested(built: Built) -> None:
    with tarfile.open(built.sdist) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    wanted = {"Makefile", "LICENSE", "README.md", "CHANGELOG.md", "requirements.lock", "requirements-dev.lock"}
    assert wanted - names == set()
    assert {path.relative_to(ROOT).as_posix() for path in (ROOT / "tests").glob("*.py")} - names == set()


@pytest.mark.timeout(300)
def test_the_wheel_works_without_the_source_tree(built: Built, tmp_path: Path) -> None:
    """A new database needs the migrations, an audit the rules; both must come out of the wheel."""
    script = "import sys, ingest; print(ingest.__file__, file=sys.stderr); from ingest.cli import main; main()"
    environment = {name: value for name, value in os.environ.items() if not name.startswith("COVERAGE_")}
    environment |= {"PYTHONPATH": str(built.unpacked), "INGEST_DATABASE": f"sqlite:///{tmp_path / 'a.db'}"}
    roster = str(ROOT / "samples" / "roster.csv")
    for arguments in (["roster", "load", roster], ["audit", "--format", "json"], ["--version"]):
        done = subprocess.run(
            [sys.executable, "-c", script, *arguments],
            cwd=tmp_path, env=environment, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        assert str(built.unpacked) in done.stderr.splitlines()[0]
        assert arguments[0] != "audit" or json.loads(done.stdout)["people"]
    assert PROJECT["project"]["version"] in done.stdout


@pytest.mark.timeout(300)
def test_the_models_load_out_of_the_wheel(built: Built, tmp_path: Path) -> None:
    script = (
        "from ingest.pipeline import build_tools; from ingest.settings import load_settings;"
        "from ingest.vocabulary import MODEL_FOLDER; build_tools(load_settings()); print(MODEL_FOLDER)"
    )
    environment = {name: value for name, value in os.environ.items() if not name.startswith("COVERAGE_")}
    environment |= {"PYTHONPATH": str(built.unpacked)}
    command = [sys.executable, "-c", script]
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == str(built.unpacked / "ingest" / "trained")


@pytest.mark.timeout(300)
def test_the_models_and_the_wheel_stay_small(built: Built) -> None:
    assert 1_000_000 < sum(path.stat().st_size for path in TRAINED.rglob("*") if path.is_file()) < MOST_BYTES
    assert built.wheel.stat().st_size < MOST_BYTES


def test_no_model_holds_a_pickle() -> None:
    opinion = TRAINED / "opinion"
    assert {str(path.relative_to(opinion)) for path in opinion.rglob("*") if path.is_file()} == FILES_OF_OPINION
    others = [path for path in TRAINED.iterdir() if path.is_file() and path.name != ".gitkeep"]
    assert {path.suffix for path in others} == FORMS_OF_MODELS
    for path in (path for path in others if path.suffix == ".npz"):
        with np.load(path, allow_pickle=False) as arrays:
            assert not any(arrays[name].dtype.hasobject for name in arrays)


def test_the_model_card_names_every_model() -> None:
    card = (ROOT / "models" / "README.md").read_text(encoding="utf-8")
    names = {path.name for path in TRAINED.iterdir() if path.name != ".gitkeep"}
    assert sorted(name for name in names if f"`trained/{name}" not in card) == []


def test_help_names_every_target() -> None:
    text = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^\.PHONY: (.*)$", text, re.MULTILINE)[0].split())
    done = subprocess.run(["make", "help"], cwd=ROOT, capture_output=True, text=True, check=True)
    assert set(re.findall(r"^make (\w+) ", done.stdout, re.MULTILINE)) == targets - {"system", "browser", "openmp"}


@pytest.fixture
def bare_machine(tmp_path: Path) -> Path:
    """A folder to be the whole PATH: a shell and this Python; no Tesseract, sudo, apt or brew; user 1000 on Linux."""
    programs = tmp_path / "bin"
    programs.mkdir()
    for name in ("make", "sh", "env", "grep", "mkdir", "cat", "true", "ls"):
        (programs / name).symlink_to(str(shutil.which(name)))
    (programs / "python3").symlink_to(sys.executable)
    stub(programs / "id", "echo 1000")
    stub(programs / "uname", "echo Linux")
    return programs


def stub(path: Path, body: str) -> None:
    path.unlink(missing_ok=True)  # it may be a link to the machine's own program, which must stay as it is
    path.write_text(f"#!/bin/sh\n{body}\n", encoding="utf-8")
    path.chmod(0o755)


def make_system(programs: Path, target: str = "system") -> subprocess.CompletedProcess[str]:
    """Run the look at the system packages; what it writes goes beside `programs`."""
    command = ["make", "--no-print-directory", target, f"STATE={programs.parent}"]
    return subprocess.run(command, cwd=ROOT, env={"PATH": str(programs)}, capture_output=True, text=True, check=False)


def test_make_says_the_one_command_where_it_may_not_install(bare_machine: Path) -> None:
    stub(bare_machine / "apt-get", "exit 100")
    done = make_system(bare_machine)
    assert done.returncode != 0
    assert "sudo apt-get install --yes tesseract-ocr tesseract-ocr-eng" in done.stderr


def test_make_says_which_packages_where_there_is_no_apt(bare_machine: Path) -> None:
    done = make_system(bare_machine)
    assert done.returncode != 0
    assert "tesseract-ocr" in done.stderr


@pytest.mark.parametrize("way", ["root", "sudo"])
def test_make_installs_where_it_may(bare_machine: Path, way: str) -> None:
    log = bare_machine.parent / "log"
    stub(bare_machine / "apt-get", f'echo "$DEBIAN_FRONTEND $*" >>{log}')
    if way == "root":
        stub(bare_machine / "id", "echo 0")
    else:
        stub(bare_machine / "sudo", '[ "$1" = -n ] && shift && exec "$@"')
    done = make_system(bare_machine)
    assert done.returncode == 0, done.stderr
    update, install = log.read_text(encoding="utf-8").splitlines()
    assert update.split()[0] == "update"
    assert install.startswith("noninteractive install") and install.endswith("tesseract-ocr tesseract-ocr-eng")


def test_make_shows_why_an_installation_failed(bare_machine: Path) -> None:
    stub(bare_machine / "id", "echo 0")
    stub(bare_machine / "apt-get", "echo no network >&2; exit 100")
    done = make_system(bare_machine)
    assert done.returncode != 0
    assert "no network" in done.stderr and "Type: sudo apt-get install" in done.stderr


def test_make_takes_homebrew_on_a_mac(bare_machine: Path) -> None:
    stub(bare_machine / "uname", "echo Darwin")
    missing = make_system(bare_machine)
    assert missing.returncode != 0 and "brew install tesseract" in missing.stderr
    log = bare_machine.parent / "log"
    stub(bare_machine / "brew", f'echo "$*" >{log}')
    done = make_system(bare_machine)
    assert done.returncode == 0, done.stderr
    assert log.read_text(encoding="utf-8").split() == ["install", "--quiet", "tesseract"]


@pytest.mark.parametrize(("system", "installed"), [("Darwin", ["install", "--quiet", "libomp"]), ("Linux", [])])
def test_make_installs_what_lightgbm_needs_on_a_mac(bare_machine: Path, system: str, installed: list[str]) -> None:
    log = bare_machine.parent / "log"
    log.touch()
    stub(bare_machine / "uname", f"echo {system}")
    stub(bare_machine / "ls", "exit 1")  # this machine may have it
    stub(bare_machine / "brew", f'echo "$*" >{log}')
    done = make_system(bare_machine, "openmp")
    assert done.returncode == 0, done.stderr
    assert log.read_text(encoding="utf-8").split() == installed


def test_make_installs_nothing_where_nothing_is_missing(bare_machine: Path) -> None:
    stub(bare_machine / "tesseract", "echo eng")
    done = make_system(bare_machine)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_make_refuses_an_old_python(bare_machine: Path) -> None:
    (bare_machine / "python3").unlink()
    stub(bare_machine / "python3", "exit 1")
    done = make_system(bare_machine)
    assert done.returncode != 0
    assert "Python 3.11 or newer" in done.stderr
