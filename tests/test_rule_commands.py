"""`ingest rules list | show | check`: what people see of the rules, and of a lab's own."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from ingest.cli import main
from ingest.compliance.rules import SHIPPED_RULES, load_rules

SHIPPED = (SHIPPED_RULES / "ascp-mls-2023.toml").read_text(encoding="utf-8")
OWN = SHIPPED.replace('id = "ascp-mls-2023"', 'id = "lab-ls"').replace('credential = "MLS"', 'credential = "LS"')
OWN = OWN.replace('also_written = ["MLS(ASCP)", "MLS(ASCP)CM", "MT(ASCP)", "MT(ASCP)CM"]', "also_written = []")


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["rules", *arguments])


def test_the_list_names_every_rule() -> None:
    result = run("list")
    assert result.exit_code == 0
    assert all(rule.id in result.output for rule in load_rules())
    records = json.loads(run("list", "--format", "json").output)
    assert [record["id"] for record in records] == [rule.id for rule in load_rules()]


@pytest.mark.parametrize("rule", load_rules(), ids=lambda rule: rule.id)
def test_a_rule_is_shown_in_full_with_its_sources(rule: object) -> None:
    (found,) = [one for one in load_rules() if one is rule or one == rule]
    output = run("show", found.id).output
    assert f"{found.total} points in {found.years} years" in output
    assert all(f"{area.points:>5} {area.words}" in output for area in found.all_areas)
    assert all(f"{source.address}, read {source.read_on}" in output for source in found.sources)
    assert "check with your board" in output
    assert json.loads(run("show", found.id, "--format", "json").output)["credential"] == found.credential


def test_an_unknown_rule_is_refused() -> None:
    result = run("show", "mls")
    assert result.exit_code == 2 and "There is no rule mls" in result.output


def test_a_labs_own_folder_is_in_force(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert OWN.count("lab-ls") == 1
    (tmp_path / "ls.toml").write_text(OWN, encoding="utf-8")
    assert "lab-ls" not in run("list").output
    monkeypatch.setenv("INGEST_RULES", str(tmp_path))
    assert "lab-ls" in run("list").output
    (tmp_path / "again.toml").write_text(SHIPPED.replace("ascp-mls-2023", "lab-mls"), encoding="utf-8")
    result = run("list")
    assert result.exit_code == 2 and "already have a rule in ascp-mls-2023.toml" in result.output


def test_a_rule_file_is_checked_alone_and_beside_the_shipped_ones(tmp_path: Path) -> None:
    path = tmp_path / "ls.toml"
    path.write_text(OWN, encoding="utf-8")
    result = run("check", str(path))
    assert (result.exit_code, result.output) == (0, f"{path}: lab-ls: nothing is wrong.\n")
    assert run("check", str(SHIPPED_RULES / "ascp-area-2024.toml")).exit_code == 0
    path.write_text(OWN.replace('total = "36"', 'total = "35"'), encoding="utf-8")
    result = run("check", str(path))
    assert result.exit_code == 2 and "add up to 36, not to the total of 35" in result.output
    path.write_text(SHIPPED.replace("ascp-mls-2023", "lab-mls"), encoding="utf-8")
    assert "already have a rule" in run("check", str(path)).output
    assert run("check", str(tmp_path / "none.toml")).exit_code == 2
