"""Every shipped fact against the words of its source, and what a wrong rule file is told."""

import re
from collections import Counter
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from ingest.activity import CategoryLabel, FieldName, Unit
from ingest.compliance.rules import SHIPPED_RULES, Basis, Rule, Standing, find_rule, load_rule_file, load_rules
from ingest.errors import SettingsError

RULES = load_rules()
BEFORE_2023, SINCE_2023 = date(2022, 12, 31), date(2023, 1, 1)
GENERALISTS = [rule for rule in RULES if rule.credential in ("MLS", "MLT")]
OF_ASCP = [rule for rule in RULES if rule.id.startswith("ascp-")]
OWN_AREAS = {
    "HTL": "histology_cytology",
    "HT": "histology_cytology",
    "BB": "blood_banking",
    "C": "chemistry",
    "H": "hematology",
    "M": "microbiology",
    "MB": "molecular",
    "CT": "histology_cytology",
    "CG": "molecular",
}
STATES = ("CA CLS", "CA MLT", "CA CT", "CA CPT", "TN MLS", "TN MLT")
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


@pytest.mark.parametrize("rule", OF_ASCP, ids=lambda rule: rule.id)
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


@pytest.mark.parametrize("rule", GENERALISTS, ids=lambda rule: rule.id)
def test_voluntary_if_certified_before_2004_but_not_for_nca(rule: Rule) -> None:
    """labce.com/ascp.aspx: certified after 2004-01-01 must earn points, before that it is voluntary.

    asclsidaho.org: also required of all active NCA certificants who were not ASCP certified before 2004-01-01.
    """
    assert rule.voluntary is not None
    assert rule.voluntary.certified_before == date(2004, 1, 1)
    assert "NCA" in rule.voluntary.exception
    assert source_of(rule, rule.voluntary.source) == "labce.com/ascp.aspx"
    assert source_of(rule, rule.voluntary.exception_source).startswith("asclsidaho.org")


@pytest.mark.parametrize("rule", OF_ASCP, ids=lambda rule: rule.id)
def test_safety_is_laboratory_or_patient_safety_and_quality(rule: Rule) -> None:
    """nsh.org, CMP Changes, 2020-07-03: laboratory or patient safety, i.e. quality control, quality assurance."""
    assert area_of(rule, CategoryLabel.SAFETY) == "safety"
    assert area_of(rule, CategoryLabel.QUALITY_REGULATORY) == "safety"


@pytest.mark.parametrize("rule", GENERALISTS, ids=lambda rule: rule.id)
def test_urinalysis_counts_as_chemistry_by_our_reading_of_floridas_list(rule: Rule) -> None:
    """Florida category line on labce.com: Clinical Chemistry/UA/Toxicology."""
    assert area_of(rule, CategoryLabel.URINALYSIS_BODY_FLUIDS) == "chemistry"
    chemistry = next(area for area in rule.areas if area.name == "chemistry")
    mapping = next(item for item in chemistry.counts if CategoryLabel.URINALYSIS_BODY_FLUIDS in item.categories)
    assert (mapping.basis, mapping.source) == (Basis.POLICY, "florida-categories")


@pytest.mark.parametrize("rule", GENERALISTS, ids=lambda rule: rule.id)
def test_coagulation_counts_as_hematology_by_our_reading_alone(rule: Rule) -> None:
    hematology = next(area for area in rule.areas if area.name == "hematology")
    mapping = next(item for item in hematology.counts if CategoryLabel.COAGULATION in item.categories)
    assert (mapping.basis, mapping.source) == (Basis.POLICY, None)


@pytest.mark.parametrize("rule", GENERALISTS, ids=lambda rule: rule.id)
def test_every_category_may_fill_the_rest(rule: Rule) -> None:
    """labce.com/ascp.aspx: lab specialty, immunology, molecular, management, education, other related areas."""
    assert rule.rest.categories == set(CategoryLabel)
    sourced = {label for item in rule.rest.counts if item.basis is Basis.SOURCE for label in item.categories}
    assert {"immunology", "molecular", "management", "education"} <= sourced


@pytest.mark.parametrize("rule", OF_ASCP, ids=lambda rule: rule.id)
def test_only_activities_of_the_cycle_count_and_the_holder_allocates(rule: Rule) -> None:
    """ascp.org enter-allocate-CMP: CE must fall in the current 3-year cycle; the holder allocates points to areas."""
    facts = {fact.name: fact for fact in rule.facts}
    assert facts["window"].basis is facts["allocation"].basis is facts["several_credentials"].basis is Basis.SOURCE
    assert facts["splitting"].basis is Basis.POLICY
    assert {source_of(rule, fact.source) for name, fact in facts.items() if name != "older_editions"} == {
        "ascp.org/boc/maintain-your-credentials, enter-allocate-CMP"
    }


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_every_source_has_its_date_and_every_rule_says_ask_the_board(rule: Rule) -> None:
    assert {source.read_on for source in rule.sources} == {date(2026, 11, 23)}
    assert "check with your board" in rule.note


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_the_page_of_rules_shows_every_rule_and_source(rule: Rule) -> None:
    page = (Path(__file__).parent.parent / "docs" / "rules.md").read_text(encoding="utf-8")
    assert any(rule.id.startswith(name) for name in re.findall(r"`([a-z]+-[a-z]+(?:-\d{4})?)`", page))
    assert all(source.address in page for source in rule.sources)
    assert all(f"`{conversion.unit}` | {conversion.points} |" in page for conversion in rule.units)


@pytest.mark.parametrize("rule", GENERALISTS, ids=lambda rule: rule.id)
def test_the_page_of_rules_shows_every_area(rule: Rule) -> None:
    page = (Path(__file__).parent.parent / "docs" / "rules.md").read_text(encoding="utf-8")
    rows = [[cell.strip() for cell in row.split("|")[1:-1]] for row in page.splitlines() if row.startswith("|")]
    column = next(row for row in rows if row[0] == "area").index(rule.edition)
    for area in rule.all_areas:
        assert next(row for row in rows if row[0] == area.words)[column] == str(area.points)


# Technologist categories, HTL and HT


@pytest.mark.parametrize("credential", OWN_AREAS)
def test_since_2024_8_points_in_the_own_area(credential: str) -> None:
    """nsh.org, CMP Changes, 2020-07-03.

    Every technologist-level category: points in the own area from 2 to 8, the total unchanged, for renewals from
    2024-01-01. HTL and HT: 1 safety, 1 medical ethics, 8 in the area certified in, 26 in other areas.
    """
    rule = rule_of(credential, date(2024, 1, 1))
    assert (rule.edition, float(rule.total), rule.years) == ("2024", 36, 3)
    assert minimums(rule) == {"safety": 1, "ethics": 1, OWN_AREAS[credential]: 8, "rest": 26}
    assert {source_of(rule, area.source) for area in rule.all_areas} == {"nsh.org blog, CMP Changes"}
    assert rule_of(f"{credential}(ASCP)CM", date(2024, 1, 1)) is rule


@pytest.mark.parametrize("credential", OWN_AREAS)
def test_in_2023_medical_ethics_and_still_2_in_the_own_area(credential: str) -> None:
    """nsh.org, CMP Changes: 1 medical ethics for all categories from 2023-01-01, the own area from 2024-01-01."""
    for day in (date(2023, 1, 1), date(2023, 12, 31)):
        assert minimums(rule_of(credential, day)) == {
            "safety": 1, "ethics": 1, OWN_AREAS[credential]: 2, "rest": 32,
        }  # fmt: skip


@pytest.mark.parametrize("credential", OWN_AREAS)
def test_before_2023_1_safety_and_2_in_the_own_area(credential: str) -> None:
    """nsh.org/content/continuing-education, HT and HTL: 36 = 1 safety + 2 in area + the rest.

    molecular.mlsascp.com, MB: 36 = 1 safety + 2 molecular + the rest.
    """
    rule = rule_of(credential, BEFORE_2023)
    assert minimums(rule) == {"safety": 1, OWN_AREAS[credential]: 2, "rest": 33}
    assert {"nsh.org/content/continuing-education", "molecular.mlsascp.com"} <= {one.address for one in rule.sources}


@pytest.mark.parametrize("credential", OWN_AREAS)
def test_taking_part_is_required_of_everyone_certified_since_2004(credential: str) -> None:
    """asclsidaho.org: required of everyone newly certified on or after 2004-01-01, and of active NCA certificants."""
    rule = rule_of(credential, SINCE_2023)
    assert rule.voluntary is not None and rule.voluntary.certified_before == date(2004, 1, 1)
    assert source_of(rule, rule.voluntary.source).startswith("asclsidaho.org")


def test_which_courses_are_cytogenetics_a_person_must_say() -> None:
    rule = rule_of("CG", SINCE_2023)
    own = next(area for area in rule.areas if area.words == "cytogenetics")
    assert own.categories == {CategoryLabel.MOLECULAR} and not own.certain_categories


# PA


def test_pa_60_points_since_2022() -> None:
    """pathassist.org/page/NEW_CMP_Requirements.

    60 = 1 laboratory or patient safety + 20 general anatomic pathology + 15 advanced cancer + 1 medical ethics + 23 in
    anatomic pathology, management, education or other clinical areas; for those recertifying from 2022-01-01.
    """
    rule = rule_of("PA(ASCP)", date(2022, 1, 1))
    assert (float(rule.total), rule.years) == (60, 3)
    assert minimums(rule) == {"safety": 1, "ethics": 1, "general": 20, "cancer": 15, "rest": 23}
    assert source_of(rule, rule.source) == "pathassist.org/page/NEW_CMP_Requirements"
    assert not any(area.certain_categories for area in rule.areas if area.name in ("general", "cancer"))
    assert find_rule(RULES, "PA", date(2021, 12, 31)) is None


# States


@pytest.mark.parametrize(("credential", "hours"), [("CA CLS", 24), ("CA MLT", 24), ("CA CT", 24), ("CA CPT", 6)])
def test_california_asks_for_24_hours_or_6_in_two_years_and_for_whole_certificates(credential: str, hours: int) -> None:
    """cdph.ca.gov, Personnel Renewal: every 2 years 24 contact hours, 6 for phlebotomy.

    Each certificate must show the provider's name, the holder's, course name and number, the number of credits, the
    date of completion, the accrediting agency's number; provider transcripts and lists are not accepted.
    """
    rule = rule_of(credential, date(2027, 6, 30))
    assert (float(rule.total), rule.years, rule.areas) == (hours, 2, ())
    assert rule.documents is not None and not rule.documents.lists
    assert set(rule.documents.fields) == {
        FieldName.PROVIDER, FieldName.HOLDER, FieldName.TITLE, FieldName.PROGRAM_NUMBER, FieldName.CREDIT,
        FieldName.COMPLETED_ON,
    }  # fmt: skip
    assert rule.voluntary is None


@pytest.mark.parametrize("credential", ["TN MLS", "TN MLT"])
def test_tennessee_asks_for_24_hours_of_accepted_sponsors_in_two_calendar_years(credential: str) -> None:
    """tn.gov, Medical Laboratory Board: 24 board-approved hours per 2-calendar-year cycle; accepted sponsors."""
    rule = rule_of(credential, date(2026, 12, 31))
    assert (float(rule.total), rule.years) == (24, 2)
    assert rule.accepted is not None and rule.accepted.pace
    assert "College of American Pathologists" in rule.accepted.providers


@pytest.mark.parametrize("written", ["MLS", "mls", "MLS(ASCP)", "MLS (ASCP)CM", "MLS(ASCP)ᶜᵐ", "MT(ASCP)"])
def test_a_credential_is_found_however_it_is_written(written: str) -> None:
    assert rule_of(written, SINCE_2023).credential == "MLS"


@pytest.mark.parametrize("written", ["MLT(AMT)", "MT", "MT(AMT)", "MLS(ASCPi)", "PBT", "DLM", "CA", ""])
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


def test_a_wrong_key_is_named_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "own.toml"
    lines = (SHIPPED_RULES / "ascp-mls-2023.toml").read_text(encoding="utf-8").splitlines()
    chemistry = lines.index('name = "chemistry"')
    note = next(number for number in range(chemistry, len(lines)) if lines[number].startswith('note = "Florida'))
    for number in (chemistry + 2, note):
        key = lines[number].partition(" ")[0]
        path.write_text("\n".join([*lines[:number], f"{key} = false", *lines[number + 1 :]]), encoding="utf-8")
        with pytest.raises(SettingsError, match=rf"line {number + 1}: areas\.3\..*{key}"):
            load_rule_file(path)


@pytest.mark.parametrize(("right", "wrong", "message"), WRONG, ids=[message for _, _, message in WRONG])
def test_a_wrong_rule_file_is_named_with_its_key(tmp_path: Path, right: str, wrong: str, message: str) -> None:
    assert right in SHIPPED
    path = tmp_path / "own.toml"
    path.write_text(SHIPPED.replace(right, wrong), encoding="utf-8")
    with pytest.raises(SettingsError, match=re.escape(message)) as raised:
        load_rule_file(path)
    assert str(path) in raised.value.message
    assert raised.value.path == path


def test_a_file_that_is_no_text_is_named(tmp_path: Path) -> None:
    path = tmp_path / "own.toml"
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(SettingsError, match="cannot be read"):
        load_rule_file(path)


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


def test_the_shipped_rules_are_these() -> None:
    assert [(rule.credential, rule.edition) for rule in GENERALISTS] == EDITIONS
    covered = Counter(rule.credential for rule in RULES if rule not in GENERALISTS)
    assert covered == {**dict.fromkeys(OWN_AREAS, 3), **dict.fromkeys(("PA", *STATES), 1)}


# Files of several credentials

OF_MANY = (SHIPPED_RULES / "ascp-area-2024.toml").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("right", "wrong", "message"),
    [
        ('name = "BB"\n', 'name = "BB"\nlevel = 3\n', "credentials.2.level: Unexpected keyword"),
        ('name = "BB"\n', "", "credentials.2.name: Field required"),
        ('area = "blood_banking"\n', "", "areas.2.name:"),
        ("own = true", "own = false", "areas.2.name: Field required"),
        ('id = "ascp-area-2024"', "", "id:"),
        ("certain = false", 'certain = "perhaps"', "credentials.8.counts.0.certain:"),
    ],
)
def test_a_wrong_file_of_several_credentials_is_named_with_its_key(
    tmp_path: Path, right: str, wrong: str, message: str
) -> None:
    assert right in OF_MANY
    path = tmp_path / "own.toml"
    path.write_text(OF_MANY.replace(right, wrong), encoding="utf-8")
    with pytest.raises(SettingsError, match=re.escape(message)):
        load_rule_file(path)


def test_a_labs_own_folder_is_read_beside_the_shipped_one(tmp_path: Path) -> None:
    own = SHIPPED.replace("ascp-mls-2023", "lab-scientist").replace('credential = "MLS"', 'credential = "LS"')
    own = re.sub(r"also_written = .*", "also_written = []", own)
    (tmp_path / "lab.toml").write_text(own, encoding="utf-8")
    rules = load_rules(SHIPPED_RULES, tmp_path)
    assert len(rules) == len(RULES) + 1
    assert find_rule(rules, "LS", SINCE_2023) is rules[-1]
