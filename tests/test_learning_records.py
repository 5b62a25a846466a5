"""Learning records state what stands, unsigned and without an invented time; what they must have is there.

Required properties: 1EdTech, "Open Badges 3.0" (`common_credentials.lines` of github.com/1EdTech/
openbadges-specification), the CLR 2.0 examples of github.com/1EdTech/digital-credentials-public-validator, and ADL,
xAPI 1.0.3, part two, 2.4 (read 2026-11-24).
"""

import json
import re
import uuid
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest

from ingest.acquire import acquire
from ingest.activity import Field, FieldName, Issue, IssueCode, PartialDate
from ingest.badge import read_badges
from ingest.badge_lines import COPY_ISSUER
from ingest.decision import Action, State
from ingest.errors import SettingsError
from ingest.learning_records import achievement_credential, clr, settled, xapi_statements
from ingest.person import Person
from ingest.settings import Settings
from ingest.standing import StoredCertificate
from ingest.store import Store
from tests.made_outcomes import failed, outcome, source

DANA = Person("17", "Dana Whitfield", (), "dana@hospital.example", ())
KIM = Person("18", "Kim Abe", (), None, ())
DOUBT = Issue(IssueCode.LOW_CONFIDENCE, FieldName.TITLE, "the title is hardly readable")
NOW = datetime(2026, 11, 24, 12, 0, tzinfo=timezone(timedelta(hours=-6)))

CREDENTIAL_KEYS = {"@context", "id", "type", "issuer", "validFrom", "name", "credentialSubject"}
ACHIEVEMENT_KEYS = {"id", "type", "criteria", "description", "name"}
DATE_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(f"sqlite:///{tmp_path / 'lab.db'}") as opened:
        yield opened


@pytest.fixture
def certificates(store: Store, tmp_path: Path) -> tuple[StoredCertificate, ...]:
    """One that is accepted, one confirmed, and four others."""
    files = [source(tmp_path / name) for name in ("a.pdf", "b.pdf", "c.pdf", "d.pdf")]
    store.save([outcome(files[0])])
    for file in files[1:]:
        store.save([outcome(file, DOUBT)])
    store.save([failed(source(tmp_path / "locked.pdf"), "encrypted_file")])
    store.save([outcome(source(tmp_path / "bill.pdf"), Issue(IssueCode.NOT_A_CERTIFICATE, None, "a bill"))])
    store.decide(outcome(files[1]).key, "kim", {FieldName.TITLE: "Rh System"}, Action.CONFIRM, seen=0)
    store.decide(outcome(files[2]).key, "kim", {}, Action.REJECT, seen=0)
    return tuple(store.current())


def of_state(certificates: tuple[StoredCertificate, ...], state: State) -> StoredCertificate:
    return next(each for each in certificates if each.state is state)


def changed(certificate: StoredCertificate, **fields: Any) -> StoredCertificate:
    assert certificate.outcome.activity is not None
    made = replace(certificate.outcome, activity=replace(certificate.outcome.activity, **fields))
    return replace(certificate, outcome=made)


def check_credential(said: dict[str, Any]) -> None:
    assert said.keys() >= CREDENTIAL_KEYS
    assert said["@context"][0] == "https://www.w3.org/ns/credentials/v2"
    assert "VerifiableCredential" in said["type"]
    assert DATE_TIME.fullmatch(said["validFrom"])
    assert said["issuer"].keys() >= {"id", "type"}
    subject = said["credentialSubject"]
    assert "id" in subject or subject["identifier"]
    for entry in subject.get("identifier", ()):
        assert entry.keys() == {"type", "hashed", "identityHash", "identityType"}
    assert said["credentialSchema"][0].keys() == {"id", "type"}
    assert "proof" not in json.dumps(said)


def check_achievement(said: dict[str, Any]) -> None:
    check_credential(said)
    subject = said["credentialSubject"]
    assert {"AchievementCredential"} < set(said["type"])
    assert subject["type"] == ["AchievementSubject"]
    achievement = subject["achievement"]
    assert achievement.keys() >= ACHIEVEMENT_KEYS
    described = {entry["id"]: entry for entry in achievement["resultDescription"]}
    assert all(entry.keys() >= {"id", "type", "name", "resultType"} for entry in described.values())
    assert [result["resultDescription"] for result in subject["result"]] == list(described)
    assert all(entry["type"] == ["Evidence"] for entry in said["evidence"])


def test_a_credential_states_what_stands(certificates: tuple[StoredCertificate, ...]) -> None:
    certificate = of_state(certificates, State.CONFIRMED)
    said = achievement_credential(certificate, DANA)
    check_achievement(said)
    subject = said["credentialSubject"]
    assert (said["name"], subject["achievement"]["name"]) == ("Rh System", "Rh System")
    assert subject["achievement"]["creator"]["name"] == "Prairie Laboratory Society"
    assert subject["achievement"]["humanCode"] == "578-063-22"
    assert subject["creditsEarned"] == 1.5
    assert [result["value"] for result in subject["result"]] == ["2026-03-14", "1.5 contact hour"]
    assert subject["identifier"][0]["identityHash"] == "Dana Whitfield"
    assert said["evidence"][0]["id"] == f"urn:sha256:{certificate.outcome.source.sha256}"
    assert certificate.decided_at is not None
    assert said["validFrom"] == f"{certificate.decided_at:%Y-%m-%dT%H:%M:%SZ}"


def test_a_copy_says_that_it_is_one(certificates: tuple[StoredCertificate, ...]) -> None:
    for state, how in ((State.CONFIRMED, "a person compared it"), (State.ACCEPTED, "no person compared it")):
        said = achievement_credential(of_state(certificates, state), DANA)
        assert said["issuer"]["id"] == COPY_ISSUER
        assert "Unsigned copy, not issued by the provider" in said["issuer"]["name"]
        assert "Unsigned copy" in said["description"] and how in said["description"]
        assert "Prairie Laboratory Society" not in json.dumps(said["issuer"])


def test_no_day_is_given_a_time(certificates: tuple[StoredCertificate, ...]) -> None:
    certificate = of_state(certificates, State.CONFIRMED)
    month = changed(certificate, completed_on=Field(FieldName.COMPLETED_ON, PartialDate(2026, 3)))
    for each, day in ((certificate, "2026-03-14"), (month, "2026-03")):
        said = achievement_credential(each, DANA)
        (statement,) = xapi_statements([each], {each.key: DANA})
        for text in (json.dumps(said), json.dumps(statement)):
            assert f'"{day}"' in text
            assert f"{day}T" not in text
        assert "awardedDate" not in said
        assert not {"timestamp", "stored"} & statement.keys()


def test_what_is_not_stated_is_left_out(certificates: tuple[StoredCertificate, ...]) -> None:
    certificate = of_state(certificates, State.CONFIRMED)
    bare = changed(certificate, **{name.value: Field(name) for name in FieldName})
    said = achievement_credential(bare, None)
    check_achievement(said)
    assert said["name"] == "Title not stated"
    assert "identifier" not in said["credentialSubject"]
    assert "creditsEarned" not in said["credentialSubject"]
    assert not {"creator", "humanCode"} & said["credentialSubject"]["achievement"].keys()
    (statement,) = xapi_statements([bare], {bare.key: KIM})
    assert "name" not in statement["object"]["definition"]
    assert list(statement["result"]["extensions"]) == ["urn:x-cert-ingest:certificate", "urn:x-cert-ingest:state"]


def test_the_holder_is_the_printed_one_where_the_roster_has_nobody(
    certificates: tuple[StoredCertificate, ...],
) -> None:
    said = achievement_credential(of_state(certificates, State.ACCEPTED), None)
    assert said["credentialSubject"]["identifier"][0]["identityHash"] == "Dana R. Whitfield"


def test_ids_are_stable_and_those_of_a_course_the_same(certificates: tuple[StoredCertificate, ...]) -> None:
    one, two = of_state(certificates, State.ACCEPTED), of_state(certificates, State.CONFIRMED)
    said = achievement_credential(one, DANA)
    assert said == achievement_credential(one, DANA)
    other = achievement_credential(two, DANA)
    assert said["id"] != other["id"]
    assert said["credentialSubject"]["id"] == other["credentialSubject"]["id"]
    assert said["credentialSubject"]["achievement"]["id"] == other["credentialSubject"]["achievement"]["id"]
    no_number = changed(one, program_number=Field(FieldName.PROGRAM_NUMBER))
    assert (
        achievement_credential(no_number, DANA)["credentialSubject"]["achievement"]["id"]
        != (said["credentialSubject"]["achievement"]["id"])
    )


def test_words_that_utf_8_cannot_hold_are_no_fault(certificates: tuple[StoredCertificate, ...]) -> None:
    certificate = of_state(certificates, State.ACCEPTED)
    odd = changed(certificate, provider=Field(FieldName.PROVIDER, "Zo\ud800"))
    check_achievement(achievement_credential(odd, None))
    assert list(xapi_statements([odd], {odd.key: DANA}))


def test_only_what_was_accepted_or_confirmed_is_stated(certificates: tuple[StoredCertificate, ...]) -> None:
    kept, others = settled(certificates)
    assert ([each.state for each in kept], others) == ([State.ACCEPTED, State.CONFIRMED], 4)
    for certificate in certificates:
        if certificate not in kept:
            with pytest.raises(ValueError, match=certificate.state.value):
                achievement_credential(certificate, None)
    assert len(list(xapi_statements(certificates, {each.key: DANA for each in certificates}))) == 2


def test_a_learner_record_has_all_of_a_persons_credentials(certificates: tuple[StoredCertificate, ...]) -> None:
    said = clr(DANA, certificates, NOW)
    check_credential(said)
    assert "ClrCredential" in said["type"]
    assert said["validFrom"] == "2026-11-24T18:00:00Z"
    assert said["credentialSubject"]["type"] == ["ClrSubject"]
    inner = said["credentialSubject"]["verifiableCredential"]
    assert inner == [achievement_credential(each, DANA) for each in settled(certificates)[0]]
    for each in inner:
        check_achievement(each)
    assert {each["credentialSubject"]["id"] for each in inner} == {said["credentialSubject"]["id"]}
    assert said["description"] == (
        "Unsigned copies of what 2 certificates state. 4 more were left out: nobody confirmed them yet."
    )
    later = clr(DANA, certificates, NOW + timedelta(days=9))
    assert (later["id"], later["validFrom"] > said["validFrom"]) == (said["id"], True)


def test_a_learner_record_of_nothing_is_refused(certificates: tuple[StoredCertificate, ...]) -> None:
    with pytest.raises(SettingsError, match="ingest review"):
        clr(DANA, [of_state(certificates, State.REJECTED)], NOW)
    with pytest.raises(ValueError, match="time zone"):
        clr(DANA, certificates, NOW.replace(tzinfo=None))


def test_a_statement_has_what_xapi_asks_for(certificates: tuple[StoredCertificate, ...]) -> None:
    one, two = of_state(certificates, State.ACCEPTED), of_state(certificates, State.CONFIRMED)
    first, second = xapi_statements([one, two], {one.key: DANA, two.key: KIM})
    for said in (first, second):
        assert said.keys() >= {"actor", "verb", "object"}
        assert uuid.UUID(said["id"]).version == 5
        assert said["verb"]["id"] == "http://adlnet.gov/expapi/verbs/completed"
        assert len({"mbox", "mbox_sha1sum", "openid", "account"} & said["actor"].keys()) == 1
        assert said["object"]["id"].startswith("urn:uuid:")
        assert said["result"]["completion"] is True
        for extensions in (said["result"]["extensions"], said["object"]["definition"]["extensions"]):
            assert all(":" in name for name in extensions), "keys of extensions are IRIs"
    assert first["actor"]["mbox"] == "mailto:dana@hospital.example"
    assert second["actor"]["account"] == {"homePage": "https://roster.invalid", "name": "18"}
    assert first["result"]["extensions"] == {
        "urn:x-cert-ingest:completed-on": "2026-03-14",
        "urn:x-cert-ingest:credit": "1.5 contact hour",
        "urn:x-cert-ingest:certificate": one.key,
        "urn:x-cert-ingest:state": "accepted",
    }
    assert second["object"]["definition"]["name"] == {"und": "Rh System"}


def test_nobody_known_makes_no_statement(certificates: tuple[StoredCertificate, ...]) -> None:
    assert list(xapi_statements(certificates, {})) == []


@pytest.mark.parametrize("email", ["no address", "@", "two@one@x", "", "a b@c.example"])
def test_an_address_that_is_none_is_not_stated(certificates: tuple[StoredCertificate, ...], email: str) -> None:
    one = of_state(certificates, State.ACCEPTED)
    (said,) = xapi_statements([one], {one.key: replace(DANA, email=email)})
    assert "mbox" not in said["actor"]


def test_a_copy_that_comes_back_counts_nothing(certificates: tuple[StoredCertificate, ...], tmp_path: Path) -> None:
    path = tmp_path / "copy.json"
    path.write_text(json.dumps(clr(DANA, certificates, NOW)))
    _, badges = read_badges(acquire(path, Settings()), Settings(), (), date(2026, 11, 24))
    assert len(badges) == 2
    for badge in badges:
        assert IssueCode.NOT_A_CERTIFICATE in [issue.code for issue in badge.issues]
        stated = {candidate.name: candidate.evidence.text for candidate in badge.candidates}
        assert (stated[FieldName.HOLDER], stated[FieldName.CREDIT]) == ("Dana Whitfield", "1.5 contact hour")
