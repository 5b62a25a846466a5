"""What a certificate differs in from its colleagues' and from itself, in neutral words."""

import io
import re
from dataclasses import replace
from decimal import Decimal

from rich.console import Console

from ingest.activity import Issue, IssueCode, Unit
from ingest.compliance.claims_export import signs_table
from ingest.compliance.signs import SignKind, signs
from ingest.decision import State
from ingest.standing import StoredCertificate
from tests.test_audit import key
from tests.test_claims import proof

PEOPLE = ("Ann Lee", "Benjamin Ortiz", "Dana R. Whitfield", "Robert Chen", "Maria Sol")
ACCUSING = re.compile(r"fraud|forg|fake|alter|tamper|manipul|cheat|false|guilt|suspicio", re.IGNORECASE)


def course(
    hours: tuple[str, ...], title: str = "Safety", program: str | None = None, day: str = "2026-01-05"
) -> list[StoredCertificate]:
    people = zip(PEOPLE, hours, strict=False)
    return [proof(n, who, title, day, amount, program=program) for n, (who, amount) in enumerate(people, 1)]


def kinds(certificates: list[StoredCertificate]) -> list[tuple[SignKind, str]]:
    found = signs({stored.key: stored for stored in certificates})
    assert not [sign.detail for sign in found if ACCUSING.search(sign.detail) or "look at the paper" not in sign.detail]
    return [(sign.kind, sign.activity) for sign in found]


def with_issue(stored: StoredCertificate, code: IssueCode) -> StoredCertificate:
    activity = stored.outcome.activity
    assert activity is not None
    activity = replace(activity, issues=(Issue(code, None, "page 1: 2 hours and 8 hours"),))
    return replace(stored, machine=replace(stored.machine, activity=activity))


def test_three_colleagues_who_agree_show_a_difference() -> None:
    assert kinds(course(("1", "1", "1", "4"))) == [(SignKind.CONSENSUS, key(4))]
    assert kinds(course(("1", "1", "1", "4"), program="555-1")) == [(SignKind.CONSENSUS, key(4))]


def test_the_evidence_is_named() -> None:
    (sign,) = signs({stored.key: stored for stored in course(("1", "1", "1", "4"))})
    assert sign.others == (key(1), key(2), key(3))
    assert sign.detail == (
        "4 contact hours differs from 1 contact hour on the certificates of 3 colleagues for 'Safety' of A provider; "
        "look at the paper"
    )


def test_the_table_shows_the_words_as_they_are() -> None:
    noticed = signs({stored.key: stored for stored in course(("1", "1", "1", "4"), title="[bold]\x1b[2J")})
    terminal = io.StringIO()
    Console(file=terminal, width=160).print(signs_table(noticed))
    assert "1 certificate to look at" in terminal.getvalue()
    assert "[bold]" in terminal.getvalue() and "\x1b" not in terminal.getvalue()


def test_without_agreement_nothing_is_said() -> None:
    assert kinds(course(("1", "1", "4"))) == []
    assert kinds(course(("1", "1", "2", "4"))) == []
    assert kinds(course(("1", "1", "4", "4", "4"))) == []


def test_copies_of_one_person_are_no_consensus() -> None:
    copies = [proof(n, "Ann Lee", "Safety", "2026-01-05") for n in range(1, 6)]
    assert kinds([*copies, proof(9, "Maria Sol", "Safety", "2026-01-05", "4")]) == []


def test_another_year_or_program_is_another_course() -> None:
    late = proof(9, "Maria Sol", "Safety", "2025-01-05", "4")
    assert kinds([*course(("1", "1", "1")), late]) == []
    other = proof(9, "Maria Sol", "Safety", "2026-01-05", "4", program="555-2")
    assert kinds([*course(("1", "1", "1"), program="555-1"), other]) == []


def test_a_ceu_is_ten_hours() -> None:
    ceu = proof(9, "Maria Sol", "Safety", "2026-01-05", "0.1", unit=Unit.CEU)
    assert Decimal("0.1") * 10 == 1
    assert kinds([*course(("1", "1", "1")), ceu]) == []


def test_a_program_number_with_another_title() -> None:
    other = proof(9, "Maria Sol", "Fungi of the Nail", "2026-01-05", program="555 1")
    assert kinds([*course(("1", "1", "1"), program="555-1"), other]) == [(SignKind.NUMBER_DIFFERS_FROM_TITLE, key(9))]
    slightly = proof(9, "Maria Sol", "SAFETY.", "2026-01-05", program="555-1")
    assert kinds([*course(("1", "1", "1"), program="555-1"), slightly]) == []


def test_what_the_reading_noticed_stays_after_a_confirmation() -> None:
    stored = with_issue(proof(1, "Ann Lee", "Safety", "2026-01-05"), IssueCode.LAYER_DISAGREES)
    assert kinds([replace(stored, state=State.CONFIRMED)]) == [(SignKind.LAYERS_DIFFER, key(1))]
    assert kinds([replace(stored, state=State.REJECTED)]) == []
    badge = with_issue(proof(2, "Ann Lee", "Safety", "2026-01-05"), IssueCode.BAD_SIGNATURE)
    assert kinds([badge]) == [(SignKind.SIGNATURE_DIFFERS, key(2))]


def numbered(number: int, holder: str, text: str) -> StoredCertificate:
    stored = proof(number, holder, "Safety", "2026-01-05")
    activity = stored.outcome.activity
    assert activity is not None
    activity = replace(activity, certificate_number=replace(activity.certificate_number, value=text))
    outcome = replace(stored.outcome, activity=activity)
    return replace(stored, outcome=outcome, machine=outcome)


def test_one_certificate_number_with_two_holders() -> None:
    two = [numbered(1, "Ann Lee", "C-77"), numbered(2, "Maria Sol", "C 77")]
    kind = SignKind.SAME_NUMBER_OTHER_HOLDER
    assert kinds(two) == [(kind, key(1)), (kind, key(2))]
    assert kinds([*two, numbered(3, "Robert Chen", "C-77")]) == []
    assert kinds([numbered(1, "Ann Lee", "C-77"), numbered(2, "Ann B. Lee", "C-77")]) == []
