"""Every shipped fact against the words of its source, and what a wrong rule file is told."""

import re
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from ingest.activity import CategoryLabel, Unit
from ingest.compliance.rules import SHIPPED_RULES, Basis, Rule, Standing, find_rule, load_rule, load_rules
from ingest.errors import SettingsError

RULES = load_rules()
BEFORE_2023, SINCE_2023 = date(2022, 12, 31), date(2023, 1, 1)
EDITIONS = [(name, edition) for name in ("MLS", "MLT") for edition in ("2020", "2023")]


def rule_of(credential: str, cycle_end: date) -> Rule:
    rule = find_rule(RULES, credential, cycle_end)
    assert rule is not None
    return rule


def minimums(rule: Rule) -> dict[str, Decimal]:
    return {area.name: area.points for area in rule.all_areas}


def source_of(rule: Rule, source_id: str | None) -> str:
    return next(source.address for source in rule.sources if source.id == source_id)


def area_of(rule: Rule, label: CategoryLabel) -> str:
    return next((area.name for area in rule.areas if label in area.categories), rule.rest.name)


@pytest.mark.parametrize("credential", ["MLS", "MLT"])
def test_before_2023_36_points_1_safety_2_in_four_areas_the_rest_27(credential: str) -> None:
    """labce.com/ascp.aspx, revised 2020-07-17.

    Its table: 36 points every three years: 1 safety, 2 blood banking, 2 chemistry, 2 hematology, 2 microbiology, the
    remaining in other laboratory areas.
    """
    rule = rule_of(credential, BEFORE_2023)
    assert (float(rule.total), rule.years) == (36, 3)
    assert minimums(rule) == {
        "safety": 1,
        "blood_banking": 2,
        "chemistry": 2,
        "hematology": 2,
        "microbiology": 2,
        "rest": 27,
    }
    assert source_of(rule, rule.source) == "labce.com/ascp.aspx"


@pytest.mark.parametrize("credential", ["MLS", "MLT"])
def test_since_2023_1_medical_ethics_too_and_the_rest_26(credential: str) -> None:
    """mlsiacademy.com/blog/mls-ascp-cm: 1 safety, 1 medical ethics, 2 in each of four areas, 26 more; 2023-01-01."""
    rule = rule_of(credential, SINCE_2023)
    assert (float(rule.total), rule.years) == (36, 3)
    assert minimums(rule) == {
        "safety": 1,
        "ethics": 1,
        "blood_banking": 2,
        "chemistry": 2,
        "hematology": 2,
        "microbiology": 2,
        "rest": 26,
    }
    assert source_of(rule, rule.source) == "mlsiacademy.com/blog/mls-ascp-cm"


@pytest.mark.parametrize("credential", ["MLS", "MLT"])
def test_the_end_of_the_cycle_decides_the_edition(credential: str) -> None:
    """mlsiacademy.com/blog/mls-ascp-cm: ethics from 2023-01-01."""
    assert rule_of(credential, BEFORE_2023).id == f"ascp-{credential.lower()}-2020"
    assert rule_of(credential, SINCE_2023).id == f"ascp-{credential.lower()}-2023"


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_a_contact_hour_is_a_point(rule: Rule) -> None:
    """ascp.org, Guidelines for Earning CEs: 1 contact hour (50-60 min) = 1 point.

    labce.com/ascp.aspx: 1 ASCLS P.A.C.E. contact hour = 1 CMP point = 1 ASCP CMLE credit.
    """
    contact_hour = next(conversion for conversion in rule.units if conversion.unit is Unit.CONTACT_HOUR)
    assert (float(contact_hour.points), contact_hour.basis) == (1, Basis.SOURCE)
    assert rule.points_for(Unit.CME) == 1
    assert next(source for source in rule.sources if source.id == contact_hour.source).standing is Standing.PRIMARY


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_a_unit_without_a_stated_conversion_has_none(rule: Rule) -> None:
    """No source that was read tells how many points a CEU, or a point of no named program, is."""
    assert rule.points_for(Unit.CEU) is None
    assert rule.points_for(Unit.POINT) is None


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_voluntary_if_certified_before_2004_but_not_for_nca(rule: Rule) -> None:
    """labce.com/ascp.aspx: certified after 2004-01-01 must earn points, before that it is voluntary.

    asclsidaho.org: also required of all active NCA certificants who were not ASCP certified before 2004-01-01.
    """
    assert rule.voluntary is not None
    assert rule.voluntary.certified_before == date(2004, 1, 1)
    assert "NCA" in rule.voluntary.exception
    assert source_of(rule, rule.voluntary.source) == "labce.com/ascp.aspx"
    assert source_of(rule, rule.voluntary.exception_source).startswith("asclsidaho.org")


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_safety_is_laboratory_or_patient_safety_and_quality(rule: Rule) -> None:
    """nsh.org, CMP Changes, 2020-07-03: laboratory or patient safety, i.e. quality control, quality assurance."""
    assert area_of(rule, CategoryLabel.SAFETY) == "safety"
    assert area_of(rule, CategoryLabel.QUALITY_REGULATORY) == "safety"


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_urinalysis_counts_as_chemistry_by_our_reading_of_floridas_list(rule: Rule) -> None:
    """Florida category line on labce.com: Clinical Chemistry/UA/Toxicology."""
    assert area_of(rule, CategoryLabel.URINALYSIS_BODY_FLUIDS) == "chemistry"
    chemistry = next(area for area in rule.areas if area.name == "chemistry")
    mapping = next(item for item in chemistry.counts if CategoryLabel.URINALYSIS_BODY_FLUIDS in item.categories)
    assert (mapping.basis, mapping.source) == (Basis.POLICY, "florida-categories")


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_coagulation_counts_as_hematology_by_our_reading_alone(rule: Rule) -> None:
    hematology = next(area for area in rule.areas if area.name == "hematology")
    mapping = next(item for item in hematology.counts if CategoryLabel.COAGULATION in item.categories)
    assert (mapping.basis, mapping.source) == (Basis.POLICY, None)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_every_category_may_fill_the_rest(rule: Rule) -> None:
    """labce.com/ascp.aspx: lab specialty, immunology, molecular, management, education, other related areas."""
    assert rule.rest.categories == set(CategoryLabel)
    sourced = {label for item in rule.rest.counts if item.basis is Basis.SOURCE for label in item.categories}
    assert {"immunology", "molecular", "management", "education"} <= sourced


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_only_activities_of_the_cycle_count_and_the_holder_allocates(rule: Rule) -> None:
    """ascp.org enter-allocate-CMP: CE must fall in the current 3-year cycle; the holder allocates points to areas."""
    facts = {fact.name: fact for fact in rule.facts}
    assert facts["window"].basis is facts["allocation"].basis is facts["several_credentials"].basis is Basis.SOURCE
    assert facts["splitting"].basis is Basis.POLICY
    assert {source_of(rule, fact.source) for fact in facts.values()} == {
        "ascp.org/boc/maintain-your-credentials, enter-allocate-CMP"
    }


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_every_source_has_its_date_and_every_rule_says_ask_the_board(rule: Rule) -> None:
    assert {source.read_on for source in rule.sources} == {date(2026, 11, 23)}
    assert "check with your board" in rule.note


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_the_page_of_rules_shows_every_rule_and_source(rule: Rule) -> None:
    page = (Path(__file__).parent.parent / "docs" / "rules.md").read_text(encoding="utf-8")
    assert f"`{rule.id}`" in page
    assert all(source.address in page for source in rule.sources)
    assert all(f"`{conversion.unit}` | {conversion.points} |" in page for conversion in rule.units)
    rows = [[cell.strip() for cell in row.split("|")[1:-1]] for row in page.splitlines() if row.startswith("|")]
    column = next(row for row in rows if row[0] == "area").index(rule.edition)
    for area in rule.all_areas:
        assert next(row for row in rows if row[0] == area.words)[column] == str(area.points)


@pytest.mark.parametrize("written", ["MLS", "mls", "MLS(ASCP)", "MLS (ASCP)CM", "MLS(ASCP)ᶜᵐ", "MT(ASCP)"])
def test_a_credential_is_found_however_it_is_written(written: str) -> None:
    assert rule_of(written, SINCE_2023).credential == "MLS"


@pytest.mark.parametrize("written", ["MLT(AMT)", "MT", "MT(AMT)", "MLS(ASCPi)", "PBT", "MB(ASCP)CM", ""])
def test_another_credential_has_no_rule(written: str) -> None:
    assert find_rule(RULES, written, SINCE_2023) is None


SHIPPED = (SHIPPED_RULES / "ascp-mls-2023.toml").read_text(encoding="utf-8")

WRONG = [
    ('total = "36"', 'total = "37"', "add up to 36, not to the total of 37"),
    ('total = "36"', 'total = "many"', "total:"),
    ('total = "36"', 'total = "NaN"', "total:"),
    ('total = "36"', 'total = "36"\nbonus = 3', "bonus: Unexpected keyword"),
    ("years = 3", 'years = "three"', "years:"),
    ("years = 3\n", "", "years: Field required"),
    ('unit = "cme"', 'unit = "hours"', "units.1.unit:"),
    ('categories = ["ethics"]', 'categories = ["etics"]', "areas.1.counts.0.categories.0:"),
    ('categories = ["ethics"]', 'categories = "ethics"', "areas.1.counts.0.categories:"),
    ('name = "ethics"', 'name = "safety"', "names of their own"),
    ('unit = "cme"', 'unit = "contact_hour"', "a unit is converted twice"),
    ('source = "labce"', 'source = "hearsay"', "sources that are not listed, or listed twice: hearsay"),
    ("certified_before = 2004-01-01", "certified_before = 2004-13-01", "the rule file cannot be read"),
    ("in_force_from = 2023-01-01", "in_force_from = 2023-01-01\nin_force_until = 2022-01-01", "before in_force_from"),
    ('schema = "ingest/rule/1"', 'schema = "ingest/rule/2"', "schema:"),
]


@pytest.mark.parametrize(("right", "wrong", "message"), WRONG, ids=[message for _, _, message in WRONG])
def test_a_wrong_rule_file_is_named_with_its_key(tmp_path: Path, right: str, wrong: str, message: str) -> None:
    assert right in SHIPPED
    path = tmp_path / "own.toml"
    path.write_text(SHIPPED.replace(right, wrong), encoding="utf-8")
    with pytest.raises(SettingsError, match=re.escape(message)) as raised:
        load_rule(path)
    assert str(path) in raised.value.message
    assert raised.value.path == path


def test_a_file_that_is_no_text_is_named(tmp_path: Path) -> None:
    path = tmp_path / "own.toml"
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(SettingsError, match="cannot be read"):
        load_rule(path)


def test_two_editions_in_force_at_once_are_refused(tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_text(SHIPPED, encoding="utf-8")
    other = SHIPPED.replace("ascp-mls-2023", "own-mls").replace('credential = "MLS"', 'credential = "X"')
    (tmp_path / "b.toml").write_text(other, encoding="utf-8")
    with pytest.raises(SettingsError, match=r"renewals of 2023-01-01 already have a rule in a\.toml"):
        load_rules(tmp_path)


def test_the_same_id_twice_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_text(SHIPPED, encoding="utf-8")
    (tmp_path / "b.toml").write_text(SHIPPED, encoding="utf-8")
    with pytest.raises(SettingsError, match="ascp-mls-2023 is also the id of"):
        load_rules(tmp_path)


def test_a_folder_without_rules_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="holds no rule file"):
        load_rules(tmp_path)


def test_the_shipped_files_are_the_four_editions() -> None:
    assert [(rule.credential, rule.edition) for rule in RULES] == EDITIONS
