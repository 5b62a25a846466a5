"""A badge from its file to its outcome: what it states, who vouches for it, and what is said where nobody does."""

import contextlib
import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from joserfc import jwk

from ingest.acquire import acquire
from ingest.activity import Activity, FieldName, Issue, IssueCode, Outcome, Status
from ingest.badge import read_badges
from ingest.badge_data import BadgeData, parse_badge, parse_json
from ingest.badge_lines import COPY_ISSUER, MOST_CHARACTERS, MOST_ENTRIES, read_contents
from ingest.badge_signature import load_keys
from ingest.document import Document, Reader
from ingest.errors import DocumentError, EmptyDocument, TooLarge
from ingest.pipeline import Tools, build_tools, process
from ingest.read import read
from ingest.record import from_record, page_record, to_record, value_text
from ingest.settings import Settings
from ingest.texts import read_pages
from tests.made_badges import (
    achievement,
    assertion,
    credential,
    identity,
    record,
    save_key,
    save_png,
    save_svg,
    signed,
    subject,
)

KEY = jwk.ECKey.generate_key("P-256")
OTHER = jwk.ECKey.generate_key("P-256")
TODAY = date(2026, 11, 24)
STATED = {
    FieldName.HOLDER: "Dana R. Whitfield",
    FieldName.TITLE: "Anemias of Chronic Disease",
    FieldName.PROVIDER: "Prairie Laboratory Society",
    FieldName.COMPLETED_ON: "2026-03-14",
    FieldName.CREDIT: "1.5",
}


@pytest.fixture(scope="module")
def tools(tmp_path_factory: pytest.TempPathFactory) -> Tools:
    folder = tmp_path_factory.mktemp("keys")
    save_key(folder, "prairie.pem", KEY)
    return build_tools(Settings(badge_keys=folder))


def outcome_of(path: Path, tools: Tools) -> Outcome:
    (outcome,) = process(path, tools)
    return outcome


def activity_of(path: Path, tools: Tools) -> Activity:
    activity = outcome_of(path, tools).activity
    assert activity is not None
    return activity


def save(folder: Path, said: Any) -> Path:
    path = folder / "badge.json"
    path.write_text(said if isinstance(said, str) else json.dumps(said), encoding="utf-8")
    return path


def values(activity: Activity) -> dict[FieldName, str | None]:
    return {name: value_text(activity.field(name)) for name in STATED}


def issues(activity: Activity) -> list[tuple[IssueCode, FieldName | None]]:
    return [(issue.code, issue.field) for issue in activity.all_issues() if issue.field is not FieldName.CATEGORY]


def carriers(folder: Path, text: str, keyword: str) -> Iterator[Path]:
    element = {"openbadges": "assertion", "openbadgecredential": "credential"}[keyword]
    yield save(folder, text)
    yield save_png(folder / "badge.png", text, keyword)
    inside = f"><![CDATA[{text}]]></openbadges:{element}>" if text.startswith("{") else f' verify="{text}"/>'
    yield save_svg(folder / "badge.svg", f"<openbadges:{element}{inside}")


@pytest.mark.parametrize(
    ("said", "keyword"),
    [
        (credential(), "openbadgecredential"),
        ({"iss": credential()["issuer"]["id"], "vc": credential()}, "openbadgecredential"),
        (assertion(), "openbadges"),
        (record(credential()), "openbadgecredential"),
    ],
    ids=["ob3", "ob3 of 2023", "ob2", "clr"],
)
def test_a_signed_badge_with_a_pinned_key_is_accepted(
    tmp_path: Path, tools: Tools, said: dict[str, Any], keyword: str
) -> None:
    for path in carriers(tmp_path, signed(said, KEY, "ES256"), keyword):
        outcome = outcome_of(path, tools)
        assert outcome.activity is not None
        assert values(outcome.activity) == STATED
        assert issues(outcome.activity) == []
        assert outcome.status is Status.ACCEPTED
        assert [outcome.activity.field(name).confidence for name in STATED] == [pytest.approx(1.0)] * 5
        assert (outcome.pages, outcome.row, outcome.run) == ((1, 1), None, tools.run)
        assert to_record(from_record(to_record(outcome))) == to_record(outcome)


@pytest.mark.parametrize(
    ("said", "keyword"), [(credential(), "openbadgecredential"), (assertion(), "openbadges")], ids=["ob3", "ob2"]
)
def test_an_unsigned_badge_says_the_same_and_waits_for_a_person(
    tmp_path: Path, tools: Tools, said: dict[str, Any], keyword: str
) -> None:
    for path in carriers(tmp_path, json.dumps(said), keyword):
        outcome = outcome_of(path, tools)
        assert outcome.activity is not None
        assert values(outcome.activity) == STATED
        assert issues(outcome.activity) == [(IssueCode.UNVERIFIED_BADGE, None)]
        assert outcome.status is Status.NEEDS_REVIEW
        assert {outcome.activity.field(name).confidence for name in STATED} == {None}


def test_each_value_has_its_evidence_on_the_page(tmp_path: Path, tools: Tools) -> None:
    long = "Anemias of chronic disease, " + "with many more words than a line has, " * 8
    said = credential(credentialSubject=subject(achievement=achievement(name=long + "and an end")))
    path = save(tmp_path, said)
    source = acquire(path, tools.settings)
    (page,) = read(source, tools.settings).pages
    assert (page.reader, page.rotation) == (Reader.BADGE, 0)
    found = 0
    activity = activity_of(path, tools)
    for name in FieldName:
        candidate = activity.field(name).candidate
        if candidate is not None:
            evidence = candidate.evidence
            assert page.text[evidence.start : evidence.end] == evidence.text
            assert evidence.boxes
            for box in evidence.boxes:
                assert 0 < box.x0 < box.x1 < page.width
                assert 0 < box.top < box.bottom < page.height
            found += 1
    assert found == 8
    assert activity.title.candidate is not None
    assert activity.title.candidate.method == "badge:ob3:achievement.name"
    assert len(activity.title.candidate.evidence.boxes) > 1
    assert activity.title.value == (long + "and an end")
    assert activity.program_number.value == "578-063-26"
    assert activity.certificate_number.value == said["id"]
    assert read_pages(tools.settings)(path) == (page_record(source, page),)


def test_a_learner_record_gives_an_outcome_for_each_page(tmp_path: Path, tools: Tools) -> None:
    second = credential(credentialSubject=subject(achievement=achievement(name="Safe Handling of Nitrogen")))
    inner = record(credential(issuer={"id": "https://coast.example", "name": "Coast Academy"}))
    token = signed(credential(), KEY, "ES256")
    said = record(second, token, inner, {"type": "EndorsementCredential", "id": "urn:x"}, 5, "words", None)
    outcomes = process(save(tmp_path, said), tools)
    assert [outcome.pages for outcome in outcomes] == [(1, 1), (2, 2), (3, 3), (4, 4)]
    assert len({outcome.key for outcome in outcomes}) == 4
    assert [shape.number for outcome in outcomes for shape in outcome.shapes] == [1, 2, 3, 4]
    assert [outcome.activity and outcome.activity.title.value for outcome in outcomes] == [
        "Safe Handling of Nitrogen",
        "Anemias of Chronic Disease",
        "Anemias of Chronic Disease",
        None,
    ]
    statuses = [outcome.status for outcome in outcomes]
    assert statuses == [Status.NEEDS_REVIEW, Status.ACCEPTED, Status.NEEDS_REVIEW, Status.NOT_A_CERTIFICATE]


def test_who_signs_a_record_vouches_for_its_own_badges_alone(tmp_path: Path, tools: Tools) -> None:
    foreign = credential(issuer={"id": "https://coast.example", "name": "Coast Academy"})
    token = signed(record(credential(), foreign), KEY, "ES256")
    own, others = process(save(tmp_path, token), tools)
    assert (own.status, others.status) == (Status.ACCEPTED, Status.NEEDS_REVIEW)


def test_the_holder_of_a_record_is_that_of_its_badges(tmp_path: Path, tools: Tools) -> None:
    nameless = [credential(credentialSubject=subject(identifier=[], id=name)) for name in ("did:example:dana", "x")]
    outcomes = process(save(tmp_path, record(*nameless)), tools)
    holders = [outcome.activity and outcome.activity.holder.value for outcome in outcomes]
    assert holders == ["Dana R. Whitfield", None]


def test_what_holds_for_a_record_holds_for_its_badges(tmp_path: Path, tools: Tools) -> None:
    said = record(credential(), validUntil="2026-01-01T00:00:00Z", revoked=True, revocationReason="lost key")
    activity = activity_of(save(tmp_path, said), tools)
    codes = [(IssueCode.UNVERIFIED_BADGE, None), (IssueCode.EXPIRED, None), (IssueCode.REVOKED, None)]
    assert issues(activity) == codes


def test_a_record_without_badges_is_empty(tmp_path: Path, tools: Tools) -> None:
    outcome = outcome_of(save(tmp_path, record()), tools)
    assert outcome.failure is not None
    assert (outcome.failure.code, outcome.status) == (EmptyDocument.code, Status.FAILED)


def test_more_badges_than_pages_are_refused(tmp_path: Path) -> None:
    source = acquire(save(tmp_path, record(*[credential()] * 4)), Settings())
    with pytest.raises(TooLarge, match="max_pages"):
        read_badges(source, Settings(max_pages=3), (), TODAY)


UNVERIFIED = [
    ("altered", lambda: altered(kid="prairie"), IssueCode.BAD_SIGNATURE, "does not fit the pinned key prairie.pem"),
    ("alg none", lambda: signed(credential(), KEY, "none"), IssueCode.UNVERIFIED_BADGE, "not signed"),
    ("its own key", lambda: signed(credential(), OTHER, "ES256", jwk=public()), IssueCode.UNVERIFIED_BADGE, "proves"),
    ("another key", lambda: signed(credential(), OTHER, "ES256"), IssueCode.UNVERIFIED_BADGE, "no pinned key"),
    ("proof", lambda: credential(proof={"type": "Ed25519Signature2020"}), IssueCode.UNVERIFIED_BADGE, "offline"),
]


def public() -> dict[str, Any]:
    said: dict[str, Any] = OTHER.as_dict(private=False)
    return said


def altered(**header: Any) -> str:
    """A badge whose words were changed after it was signed."""
    head, _, signature = signed(credential(), KEY, "ES256", **header).split(".")
    other = signed(credential(credentialSubject=subject(creditsEarned=15)), KEY, "ES256", **header)
    return f"{head}.{other.split('.')[1]}.{signature}"


@pytest.mark.parametrize("row", UNVERIFIED, ids=[row[0] for row in UNVERIFIED])
@pytest.mark.filterwarnings("ignore::joserfc.errors.SecurityWarning")
def test_what_no_key_vouches_for_says_why(tmp_path: Path, tools: Tools, row: tuple[str, Any, IssueCode, str]) -> None:
    _, make, code, says = row
    outcome = outcome_of(save(tmp_path, make()), tools)
    assert outcome.activity is not None
    (issue,) = outcome.activity.issues
    assert (issue.code, outcome.status) == (code, Status.NEEDS_REVIEW)
    assert says in issue.detail


def test_an_address_is_never_fetched(tmp_path: Path, tools: Tools, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*args: object, **options: object) -> None:
        raise AssertionError("somebody opened a connection")

    monkeypatch.setattr("socket.socket.connect", refuse)
    monkeypatch.setattr("socket.getaddrinfo", refuse)
    address = "https://prairie.example/assertions/9"
    for path in (
        save_png(tmp_path / "a.png", address, "openbadges", kind="tEXt"),
        save_svg(tmp_path / "a.svg", f'<openbadges:assertion verify="{address}"/>'),
    ):
        outcome = outcome_of(path, tools)
        assert outcome.activity is not None
        assert outcome.status is Status.NEEDS_REVIEW
        assert "never fetched" in outcome.activity.issues[0].detail
        assert {values(outcome.activity)[name] for name in STATED} == {None}
        assert address in read(outcome.source, tools.settings).pages[0].text
    hosted = assertion(badge="https://prairie.example/badges/3", verification={"type": "HostedBadge"})
    activity = activity_of(save(tmp_path, hosted), tools)
    assert {(IssueCode.MISSING, name) for name in (FieldName.TITLE, FieldName.PROVIDER)} < set(issues(activity))


NO_NAMES = [
    [],
    [identity("sha256$c7ef86", "emailAddress", hashed=True)],
    [identity("sha256$c7ef86", "name", hashed=True)],
    [identity("dana@hospital.example", "emailAddress")],
    [{"identityHash": "Dana Whitfield", "identityType": "name"}],
    [{"identityHash": "Dana Whitfield", "identityType": "name", "hashed": "false"}],
    "Dana Whitfield",
]


@pytest.mark.parametrize("identifier", NO_NAMES)
def test_a_hash_and_an_address_are_no_name(tmp_path: Path, tools: Tools, identifier: Any) -> None:
    token = signed(credential(credentialSubject=subject(identifier=identifier)), KEY, "ES256")
    activity = activity_of(save(tmp_path, token), tools)
    assert activity.holder.value is None
    assert issues(activity) == [(IssueCode.MISSING, FieldName.HOLDER)]


@pytest.mark.parametrize(
    "changes",
    [
        {"name": "Dana R. Whitfield"},
        {"identifier": identity("Dana R. Whitfield", "ext:name")},
        {"identifier": [], "givenName": "Dana R.", "familyName": "Whitfield"},
    ],
)
def test_a_name_may_stand_in_several_places(tmp_path: Path, tools: Tools, changes: dict[str, Any]) -> None:
    activity = activity_of(save(tmp_path, credential(credentialSubject=[subject(**changes)])), tools)
    assert activity.holder.value == "Dana R. Whitfield"


def test_the_program_number_may_be_another_identifier(tmp_path: Path, tools: Tools) -> None:
    entries = [5, {"identifier": 5}, {"type": "IdentifierEntry", "identifier": "578-063-26", "identifierType": "ext:x"}]
    said = credential(credentialSubject=subject(achievement=achievement(humanCode=None, otherIdentifier=entries)))
    number = activity_of(save(tmp_path, said), tools).program_number
    assert number.value == "578-063-26"
    assert number.method == "badge:ob3:achievement.otherIdentifier"


def test_an_e_mail_recipient_is_no_name_but_shown(tmp_path: Path, tools: Tools) -> None:
    said = assertion()
    del said["extensions:recipientProfile"]
    path = save(tmp_path, said)
    assert (IssueCode.MISSING, FieldName.HOLDER) in issues(activity_of(path, tools))
    assert "Recipient: dana@hospital.example" in read(acquire(path, tools.settings), tools.settings).pages[0].text


DATES = [
    ({"awardedDate": "2026-03-14T23:59:59+14:00"}, "2026-03-14", []),
    ({"awardedDate": "2026-03-14"}, "2026-03-14", []),
    ({"awardedDate": None}, "2026-03-20", [IssueCode.ISSUE_DATE_ONLY]),
    ({"awardedDate": None, "validFrom": None, "issuanceDate": "2026-03-21"}, "2026-03-21", [IssueCode.ISSUE_DATE_ONLY]),
    ({"awardedDate": None, "validFrom": 20260320}, None, [IssueCode.MISSING]),
    ({"awardedDate": "in spring"}, None, [IssueCode.MISSING]),
    ({"awardedDate": "03/04/2026"}, "2026-03-04", [IssueCode.AMBIGUOUS_DATE, IssueCode.LOW_CONFIDENCE]),
    ({"awardedDate": "2199-01-01"}, None, [IssueCode.MISSING]),
    ({"awardedDate": "2090-01-01"}, "2090-01-01", [IssueCode.IN_FUTURE]),
]


@pytest.mark.parametrize(("changes", "value", "codes"), DATES)
def test_the_day_of_completion(
    tmp_path: Path, tools: Tools, changes: dict[str, Any], value: str | None, codes: list[IssueCode]
) -> None:
    activity = activity_of(save(tmp_path, signed(credential(**changes), KEY, "ES256")), tools)
    assert values(activity)[FieldName.COMPLETED_ON] == value
    assert issues(activity) == [(code, FieldName.COMPLETED_ON) for code in codes]


def test_the_end_of_the_activity_goes_before_the_day_of_issue(tmp_path: Path, tools: Tools) -> None:
    said = credential(awardedDate=None, credentialSubject=subject(activityEndDate="2026-03-13T17:00:00Z"))
    assert values(activity_of(save(tmp_path, said), tools))[FieldName.COMPLETED_ON] == "2026-03-13"


def credited(description: str, earned: Any = None, **changes: Any) -> dict[str, Any]:
    said = subject(achievement=achievement(description=description), creditsEarned=earned)
    return credential(credentialSubject={**said, **changes})


RESULT = {
    "result": {"type": "Result", "resultDescription": "urn:r", "value": "2.0"},
    "achievement": achievement(description="Slides.", resultDescription=[{"id": "urn:r", "name": "Contact hours"}]),
}
CREDITS = [
    ("in words", credited("For 1.5 contact hours."), "1.5 contact_hour", None),
    ("in words and as a number", credited("For 1.5 contact hours.", 1.5), "1.5 contact_hour", None),
    ("as a number with hours", credited("A course of 1.50 hours.", 1.5), "1.5 hour", None),
    ("several units, one number", credited("1.5 contact hours (0.15 CEU).", 1.5), "1.5 contact_hour", None),
    ("in a result", credential(credentialSubject=subject(creditsEarned=2, **RESULT)), "2 contact_hour", None),
    ("in a result alone", credential(credentialSubject=subject(creditsEarned=None, **RESULT)), "2 contact_hour", None),
    ("other words than number", credited("Up to 8 contact hours.", 1.5), "8 contact_hour", IssueCode.CONFLICT),
    ("two amounts", credited("1 contact hour and 2 contact hours."), "1 contact_hour", IssueCode.CONFLICT),
    ("a number alone", credited("Slides.", 1.5), None, IssueCode.MISSING),
    ("available alone", credential(credentialSubject=subject(creditsEarned=None)), "1.5 contact_hour", None),
    ("bare credits", credited("Worth 3 credits.", 3), None, IssueCode.MISSING),
    ("bare hours", credited("Takes 2 hours."), None, IssueCode.MISSING),
    ("nothing", credited("Slides."), None, IssueCode.MISSING),
    ("a text for a number", credited("A course of 2 hours.", "2"), None, IssueCode.MISSING),
    ("less than nothing", credited("A course of 2 hours.", -2), None, IssueCode.MISSING),
    ("no credit", credited("Slides.", 0), None, IssueCode.MISSING),
    ("without bounds", credited("Slides.", 1e300), None, IssueCode.MISSING),
    ("yes", credited("Slides.", True), None, IssueCode.MISSING),
]


@pytest.mark.parametrize(("said", "value", "code"), [row[1:] for row in CREDITS], ids=[row[0] for row in CREDITS])
def test_credit_has_a_unit_only_where_words_name_it(
    tmp_path: Path, tools: Tools, said: dict[str, Any], value: str | None, code: IssueCode | None
) -> None:
    activity = activity_of(save(tmp_path, signed(said, KEY, "ES256")), tools)
    credit = activity.credit.value
    assert (credit and f"{credit.amount.normalize():f} {credit.unit.value}") == value
    assert issues(activity) == ([] if code is None else [(code, FieldName.CREDIT)])


def test_a_number_without_a_unit_is_shown_and_named(tmp_path: Path, tools: Tools) -> None:
    credit = activity_of(save(tmp_path, credited("Slides.", 1.5)), tools).credit
    assert (credit.value, credit.confidence) == (None, None)
    assert credit.candidate is not None
    assert (credit.candidate.evidence.text, credit.candidate.method) == ("1.5", "badge:ob3:creditsEarned")
    assert "1.5 credits are stated, but not what they count" in credit.issues[0].detail


ENDED = [
    ({"validUntil": "2026-01-01T00:00:00Z"}, IssueCode.EXPIRED),
    ({"expirationDate": "2026-01-01T00:00:00+02:00"}, IssueCode.EXPIRED),
    ({"exp": 1767225600}, IssueCode.EXPIRED),
    ({"exp": 10**30}, IssueCode.EXPIRED),
    ({"validUntil": "some day"}, IssueCode.EXPIRED),
    ({"validUntil": "2999-01-01T00:00:00Z", "exp": 32503680000}, None),
    ({"revoked": True}, IssueCode.REVOKED),
    ({"revoked": False}, None),
]


@pytest.mark.parametrize(("changes", "code"), ENDED)
def test_an_expired_or_revoked_badge_waits_for_a_person(
    tmp_path: Path, tools: Tools, changes: dict[str, Any], code: IssueCode | None
) -> None:
    activity = activity_of(save(tmp_path, signed(credential(**changes), KEY, "ES256")), tools)
    assert issues(activity) == ([] if code is None else [(code, None)])


@pytest.mark.parametrize(("status", "is_done"), [("Completed", True), ("InProgress", False), ("Failed", False)])
def test_what_was_not_completed_is_contradicted(tmp_path: Path, tools: Tools, status: str, is_done: bool) -> None:
    said = credential(credentialSubject=subject(result=[{"type": ["Result"], "status": status}]))
    activity = activity_of(save(tmp_path, signed(said, KEY, "ES256")), tools)
    assert issues(activity) == ([] if is_done else [(IssueCode.CONFLICT, FieldName.COMPLETED_ON)])


def test_our_own_copies_are_no_certificates(tmp_path: Path, tools: Tools) -> None:
    said = credential(issuer={"id": COPY_ISSUER, "type": ["Profile"], "name": "Unsigned copy"})
    assert outcome_of(save(tmp_path, said), tools).status is Status.NOT_A_CERTIFICATE


def test_values_that_are_none_are_left_out(tmp_path: Path, tools: Tools) -> None:
    for name in ("x" * (MOST_CHARACTERS + 1), "", " \u200b\u202e ", 5, None, ["a", "b"], {"@value": "a"}):
        said = credential(credentialSubject=subject(achievement=achievement(name=name)))
        assert activity_of(save(tmp_path, said), tools).title.value is None
    said = credential(credentialSubject=subject(achievement=achievement(name="A\u202e \ud800 n\u00adew \x00\tname")))
    assert activity_of(save(tmp_path, said), tools).title.value == "A new name"


def test_countless_results_are_not_all_looked_at(tmp_path: Path) -> None:
    results = [{"value": f"{number} CME"} for number in range(5000)]
    data = BadgeData(parse_json(json.dumps(credential(credentialSubject=subject(result=results)))))
    (content,) = read_contents(data, (), TODAY)
    assert len(content.lines) < MOST_ENTRIES + 20


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=6), inner, max_size=4),
    max_leaves=8,
)
KEYS_OF_BADGES = sorted(
    {*credential(), *subject(), *achievement(), *identity("", ""), *assertion(), *assertion()["badge"], "result"}
    | {"resultDescription", "value", "status", "proof", "revoked", "validUntil", "expires", "verify", "otherIdentifier"}
    | {"verifiableCredential", "exp", "vc", "iss", "creditsAvailable", "activityEndDate", "issuanceDate"}
)
KINDS = (["AchievementCredential"], "ClrCredential", "Assertion", "Profile")
badges = st.recursive(
    json_values,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(KEYS_OF_BADGES), inner, max_size=8)
        | st.builds(
            lambda kind, said: {**said, "type": kind},
            st.sampled_from(KINDS),
            st.dictionaries(st.sampled_from(KEYS_OF_BADGES), inner, max_size=8),
        )
    ),
    max_leaves=25,
)


@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(said=st.dictionaries(st.sampled_from(KEYS_OF_BADGES), badges, max_size=9), kind=st.sampled_from(KINDS))
def test_any_data_ends_in_an_outcome(tmp_path: Path, tools: Tools, said: dict[str, Any], kind: Any) -> None:
    text = json.dumps({**said, "type": kind}, ensure_ascii=True)
    for path in (save_png(tmp_path / "a.png", text), save(tmp_path, text)):
        for outcome in process(path, tools):
            assert (outcome.activity is None) != (outcome.failure is None)
            assert outcome.status is not Status.ACCEPTED
            json.dumps(to_record(outcome)).encode()
            check_evidence(outcome, tools)


def check_evidence(outcome: Outcome, tools: Tools) -> None:
    if outcome.activity is None:
        return
    document: Document = read(outcome.source, tools.settings)
    for name in FieldName:
        field = outcome.activity.field(name)
        assert field.value is None or field.candidate is not None or name is FieldName.CATEGORY
        if field.candidate is not None:
            evidence = field.candidate.evidence
            assert document.pages[evidence.page - 1].text[evidence.start : evidence.end] == evidence.text


@settings(max_examples=100, deadline=None)
@given(said=st.dictionaries(st.sampled_from(KEYS_OF_BADGES), badges, max_size=6))
def test_any_token_is_read_or_refused(said: dict[str, Any]) -> None:
    with contextlib.suppress(DocumentError):
        text = signed({**credential(), **said}, KEY, "ES256", kid="prairie")
        for content in read_contents(parse_badge(text), (), TODAY):
            assert content.doubt is not None


def test_the_pages_are_the_same_without_keys(tmp_path: Path, tools: Tools) -> None:
    source = acquire(save(tmp_path, signed(credential(), KEY, "ES256")), tools.settings)
    keys = load_keys(tools.settings.badge_keys)
    document, (badge,) = read_badges(source, tools.settings, keys, TODAY)
    assert badge.is_verified
    assert document == read(source, tools.settings)


def test_issues_name_strangers_words_shortly(tmp_path: Path, tools: Tools) -> None:
    said = credential(type=["VerifiableCredential", "X" * 5000], revoked="yes", revocationReason="because " * 90)
    path = save_png(tmp_path / "a.png", json.dumps(said))
    found: tuple[Issue, ...] = activity_of(path, tools).all_issues()
    assert all(len(issue.detail) < 200 for issue in found)
