"""Certificates as learning records of other programs: Open Badges 3.0, a learner record (CLR 2.0), xAPI 1.0.3.

Takes certificates as they stand and the people of the roster; gives JSON-ready dictionaries of those that were accepted
or confirmed. They are unsigned copies and say so: the lab did not give the course, so the provider is named as who made
the achievement, never as the issuer of the copy.
Refuses to invent a time of day. The day of completion stands in a result (badges) or an extension (xAPI), since every
date of these standards needs a time; `validFrom` is when the record was decided or, undecided, read.

Sources, read 2026-11-24: 1EdTech "Open Badges 3.0" (data model of `AchievementCredential`, github.com/1EdTech/
openbadges-specification), "Comprehensive Learner Record Standard 2.0" with the examples of 1EdTech's public validator,
and ADL "xAPI 1.0.3", part two (github.com/adlnet/xAPI-Spec).
"""

import re
import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Final

from ingest.activity import Activity, FieldName
from ingest.badge_lines import COPY_ISSUER
from ingest.decision import State
from ingest.errors import SettingsError
from ingest.person import Person
from ingest.record import value_text
from ingest.standing import StoredCertificate

VC: Final = "https://www.w3.org/ns/credentials/v2"
OB: Final = (
    "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
    "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json",
)
CLR: Final = "https://purl.imsglobal.org/spec/clr/v2p0/context-2.0.1.json"
OB_SCHEMA: Final = "https://purl.imsglobal.org/spec/ob/v3p0/schema/json/ob_v3p0_achievementcredential_schema.json"
CLR_SCHEMA: Final = "https://purl.imsglobal.org/spec/clr/v2p0/schema/json/clr_v2p0_clrcredential_schema.json"

# An id depends on what it names and on nothing else, so that the same record exported twice is one record.
_NAMESPACE: Final = uuid.UUID("0b6a4f52-8c1d-5e7f-9a3b-2d4c6e8f0a1b")
_ISSUER: Final = {
    "id": COPY_ISSUER,
    "type": ["Profile"],
    "name": "Unsigned copy, not issued by the provider",
    "description": "Written by ingest from a certificate that the holder gave to an employer. The provider of the "
    "course neither issued nor signed it; nothing in it proves anything without the certificate.",
}
_COPY: Final = "Unsigned copy of what a certificate states"

_COMPLETED: Final = {"id": "http://adlnet.gov/expapi/verbs/completed", "display": {"en-US": "completed"}}
_COURSE: Final = "http://adlnet.gov/expapi/activities/course"
_EXTENSION: Final = "urn:x-cert-ingest:"
# Whoever has no e-mail address has an account on the lab's roster, which has no address that anybody could open.
_ROSTER: Final = "https://roster.invalid"
_EMAIL: Final = re.compile(r"[^@\s]+@[^@\s]+")


def settled(certificates: Iterable[StoredCertificate]) -> tuple[tuple[StoredCertificate, ...], int]:
    """Those that were accepted or confirmed, and how many others there are, which no record is made of."""
    every = tuple(certificates)
    kept = tuple(each for each in every if _is_settled(each))
    return kept, len(every) - len(kept)


def achievement_credential(certificate: StoredCertificate, person: Person | None) -> dict[str, Any]:
    """An Open Badges 3.0 credential without a proof.

    Args:
        certificate: One that was accepted or confirmed.
        person: The holder as the roster has her; None for the name on the certificate alone.

    Raises:
        ValueError: the certificate was neither accepted nor confirmed.
    """
    if not _is_settled(certificate):
        raise ValueError(f"{certificate.key} is {certificate.state.value}")
    title = _value(_activity(certificate), FieldName.TITLE) or "Title not stated"
    return {
        "@context": [VC, *OB],
        "id": _urn("credential", certificate.key),
        "type": ["VerifiableCredential", "AchievementCredential"],
        "name": title,
        "description": f"{_COPY}; {_how(certificate)}.",
        "issuer": _ISSUER,
        "validFrom": _utc(certificate.decided_at or certificate.outcome.source.acquired_at),
        "credentialSubject": {
            **_holder(certificate, person),
            "type": ["AchievementSubject"],
            "achievement": _achievement(certificate, title),
            **_results(certificate),
        },
        "evidence": [
            {
                "id": f"urn:sha256:{certificate.outcome.source.sha256}",
                "type": ["Evidence"],
                "name": "The certificate that this copy was made from",
                "description": f"A file with this SHA-256, pages {'-'.join(map(str, certificate.outcome.pages))}.",
                "genre": "Certificate",
            }
        ],
        "credentialSchema": [{"id": OB_SCHEMA, "type": "1EdTechJsonSchemaValidator2019"}],
    }


def clr(person: Person, certificates: Sequence[StoredCertificate], made_at: datetime) -> dict[str, Any]:
    """A learner record of one person without a proof.

    Args:
        person: The holder.
        certificates: Hers. Those that are neither accepted nor confirmed are left out, and counted in the description.
        made_at: Now; aware.

    Raises:
        SettingsError: none of them is accepted or confirmed.
        ValueError: `made_at` is not aware.
    """
    if made_at.tzinfo is None:
        raise ValueError("made_at has no time zone")
    kept, others = settled(certificates)
    if not kept:
        raise SettingsError(
            f"{person.name} has no certificate that is accepted or confirmed. Confirm one with ingest review first."
        )
    left_out = f" {others} more were left out: nobody confirmed them yet." if others else ""
    return {
        "@context": [VC, CLR, *OB],
        "id": _urn("clr", person.person_id),
        "type": ["VerifiableCredential", "ClrCredential"],
        "name": f"Continuing education of {person.name}",
        "description": f"Unsigned copies of what {len(kept)} certificates state.{left_out}",
        "issuer": _ISSUER,
        "validFrom": _utc(made_at),
        "credentialSubject": {
            **_named(_urn("person", person.person_id), person.name),
            "type": ["ClrSubject"],
            "verifiableCredential": [achievement_credential(each, person) for each in kept],
        },
        "credentialSchema": [{"id": CLR_SCHEMA, "type": "1EdTechJsonSchemaValidator2019"}],
    }


def xapi_statements(
    certificates: Iterable[StoredCertificate], people_by_key: Mapping[str, Person]
) -> Iterator[dict[str, Any]]:
    """The statements "this person completed this course".

    A statement has no `timestamp`: xAPI wants one to the millisecond, and a certificate names a day at most. A store
    that receives it then sets the time of receipt; the day of completion is in the extension `completed-on`.

    Args:
        certificates: Those that are neither accepted nor confirmed are left out, and so are those of nobody known: an
            actor must be identified, and a name is no identifier.
        people_by_key: The holder of each certificate, by `StoredCertificate.key`.
    """
    for certificate in certificates:
        person = people_by_key.get(certificate.key)
        if person is not None and _is_settled(certificate):
            yield _statement(certificate, person)


def _statement(certificate: StoredCertificate, person: Person) -> dict[str, Any]:
    activity = _activity(certificate)
    title = _value(activity, FieldName.TITLE)
    stated = {
        "completed-on": _value(activity, FieldName.COMPLETED_ON),
        "credit": _credit_words(activity),
        "certificate": certificate.key,
        "state": certificate.state.value,
    }
    course = {
        "provider": _value(activity, FieldName.PROVIDER),
        "program-number": _value(activity, FieldName.PROGRAM_NUMBER),
    }
    definition: dict[str, Any] = {"type": _COURSE, "extensions": _extensions(course)}
    if title is not None:
        definition["name"] = {"und": title}  # RFC 5646: in which language it is, is not stated
    return {
        "id": str(_uuid("statement", certificate.key)),
        "actor": _actor(person),
        "verb": _COMPLETED,
        "object": {"objectType": "Activity", "id": _course_id(certificate), "definition": definition},
        "result": {"completion": True, "extensions": _extensions(stated)},
    }


def _extensions(stated: Mapping[str, Any]) -> dict[str, Any]:
    return {f"{_EXTENSION}{name}": value for name, value in stated.items() if value is not None}


def _actor(person: Person) -> dict[str, Any]:
    if person.email and _EMAIL.fullmatch(person.email):
        return {"name": person.name, "mbox": f"mailto:{person.email}"}
    return {"name": person.name, "account": {"homePage": _ROSTER, "name": person.person_id}}


def _achievement(certificate: StoredCertificate, title: str) -> dict[str, Any]:
    activity = _activity(certificate)
    provider, number = (_value(activity, name) for name in (FieldName.PROVIDER, FieldName.PROGRAM_NUMBER))
    achievement: dict[str, Any] = {
        "id": _course_id(certificate),
        "type": ["Achievement"],
        "achievementType": "CertificateOfCompletion",
        "name": title,
        "description": f"{title}{f', by {provider}' if provider else ''}, as a certificate states it.",
        "criteria": {"narrative": "The certificate does not state them."},
        "resultDescription": [
            {"id": key, "type": ["ResultDescription"], "name": name, "resultType": kind}
            for name, kind, key, _ in _stated_results(certificate)
        ],
    }
    if provider is not None:
        achievement["creator"] = {"id": _urn("provider", provider.casefold()), "type": ["Profile"], "name": provider}
    if number is not None:
        achievement["humanCode"] = number
    return achievement


def _results(certificate: StoredCertificate) -> dict[str, Any]:
    results: dict[str, Any] = {
        "result": [
            {"type": ["Result"], "resultDescription": key, "value": value}
            for _, _, key, value in _stated_results(certificate)
        ]
    }
    credit = _activity(certificate).credit.value
    return results if credit is None else {"creditsEarned": float(credit.amount), **results}


def _stated_results(certificate: StoredCertificate) -> Iterator[tuple[str, str, str, str]]:
    """Name, type, id and value of what no property can state: a day without a time, and credits with their unit."""
    activity = _activity(certificate)
    stated = (
        ("Completed on", "ext:CompletionDate", _value(activity, FieldName.COMPLETED_ON)),
        ("Credit", "ext:Credit", _credit_words(activity)),
    )
    for name, kind, value in stated:
        if value is not None:
            yield name, kind, _urn(kind, _course_id(certificate)), value


def _credit_words(activity: Activity) -> str | None:
    """Such as "1.5 contact hour"."""
    credit = activity.credit.value
    return None if credit is None else f"{value_text(activity.credit)} {credit.unit.value.replace('_', ' ')}"


def _holder(certificate: StoredCertificate, person: Person | None) -> dict[str, Any]:
    """Whom it is about; of a holder that the roster does not have, two certificates are two holders."""
    if person is not None:
        return _named(_urn("person", person.person_id), person.name)
    return _named(_urn("holder", certificate.key), _value(_activity(certificate), FieldName.HOLDER))


def _named(urn: str, name: str | None) -> dict[str, Any]:
    if name is None:
        return {"id": urn}
    identity = {"type": "IdentityObject", "hashed": False, "identityHash": name, "identityType": "name"}
    return {"id": urn, "identifier": [identity]}


def _course_id(certificate: StoredCertificate) -> str:
    """The same for all certificates of a course, as far as it is stated which one it is."""
    activity = _activity(certificate)
    provider, title, number = (
        (_value(activity, name) or "").casefold()
        for name in (FieldName.PROVIDER, FieldName.TITLE, FieldName.PROGRAM_NUMBER)
    )
    return _urn("course", f"{provider}|{number or title}" if number or title else certificate.key)


def _how(certificate: StoredCertificate) -> str:
    if certificate.state is State.CONFIRMED:
        return "a person compared it with the certificate"
    return "it was read by a program, and no person compared it with the certificate"


def _is_settled(certificate: StoredCertificate) -> bool:
    return certificate.state in (State.ACCEPTED, State.CONFIRMED)


def _activity(certificate: StoredCertificate) -> Activity:
    activity = certificate.outcome.activity
    assert activity is not None, "what was accepted or confirmed was read"
    return activity


def _value(activity: Activity, name: FieldName) -> str | None:
    return value_text(activity.field(name))


def _urn(kind: str, name: str) -> str:
    return f"urn:uuid:{_uuid(kind, name)}"


def _uuid(kind: str, name: str) -> uuid.UUID:
    """An id that follows from the name alone; a name from a paper may hold what UTF-8 cannot."""
    return uuid.uuid5(_NAMESPACE, f"{kind}:{name}".encode(errors="backslashreplace").decode())


def _utc(moment: datetime) -> str:
    """A date-time with the zone Z, as these standards want it."""
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
