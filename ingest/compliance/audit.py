"""A lab against the rules: every person and credential, and the certificates that belong to nobody.

Takes people, certificates as they stand, rules and a date; gives an `Audit`.
Refuses to give a certificate to a person when two people fit its holder's name equally well.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from ingest.assignments import Assignment
from ingest.compliance.check import Finding, FindingStatus, check
from ingest.compliance.counting import Countable, FindingCode, FindingIssue
from ingest.compliance.rules import Rule, find_rule
from ingest.compliance.wording import certificate_words, missing_words
from ingest.decision import State
from ingest.errors import SettingsError
from ingest.matching import NameIndex
from ingest.ownership import whose
from ingest.person import Credential, Person
from ingest.standing import StoredCertificate
from ingest.store import Store

SETTLED: Final = (State.ACCEPTED, State.CONFIRMED)
# The others (failed, not a certificate, rejected, replaced) count for nobody.
COUNTING: Final = (*SETTLED, State.NEEDS_REVIEW)


@dataclass(frozen=True, slots=True)
class CredentialAudit:
    """One credential of one person against its rule; `credential` and `rule` None if there is none."""

    person: Person
    credential: Credential | None
    rule: Rule | None
    finding: Finding
    review_first: tuple[str, ...] = ()  # the decisive certificates in words

    @property
    def missing(self) -> str:
        """What the person still needs, in words; see `missing_words`."""
        return missing_words(self.finding, self.credential.cycle_end) if self.credential else ""


@dataclass(frozen=True, slots=True)
class Unmatched:
    """A certificate that belongs to nobody on the roster."""

    key: str
    holder: str | None
    reason: str


@dataclass(frozen=True, slots=True)
class Audit:
    """A lab on one day."""

    as_of: date
    people: tuple[CredentialAudit, ...]
    unmatched: tuple[Unmatched, ...]
    certificates: Mapping[str, StoredCertificate]  # those that belong to somebody on the roster, by key
    owners: Mapping[str, str]  # the person_id of each of them, by key


def audit(
    people: Sequence[Person],
    certificates: Iterable[StoredCertificate],
    rules: Sequence[Rule],
    as_of: date,
    person: str | None = None,
    *,
    aliases: Mapping[str, str] | None = None,
    assignments: Mapping[str, Assignment] | None = None,
) -> Audit:
    """Check every credential of every person, in the order of the roster.

    Args:
        people: The whole roster, also when only one person is asked for: names are matched against all of them.
        certificates: As they stand in the store.
        rules: All rules; which one binds is found by credential and end of cycle.
        as_of: Activities after this day are not done yet.
        person: Only this `person_id`; `unmatched` stays complete.
        aliases: Printed names that people confirmed to be somebody's, with the person_id.
        assignments: Whose a certificate is, as people said, by its key.

    Raises:
        SettingsError: `person` is not on the roster.
    """
    if person is not None and person not in {known.person_id for known in people}:
        raise SettingsError(f"Nobody on the roster has the person_id {person!r}. Load the roster that names them.")
    matched, owned, unmatched = _match(NameIndex(people, aliases=aliases), certificates, assignments or {})
    return Audit(
        as_of=as_of,
        people=tuple(
            row
            for known in people
            if person in (None, known.person_id)
            for row in _check_person(known, matched[known.person_id], owned, rules, as_of)
        ),
        unmatched=tuple(unmatched),
        certificates=owned,
        owners={countable.key: person_id for person_id, countables in matched.items() for countable in countables},
    )


def audit_lab(store: Store, rules: Sequence[Rule], as_of: date, person: str | None = None) -> Audit:
    """The audit of what a database holds, with what people said of whose a certificate is; see `audit`."""
    return audit(
        store.people(),
        store.current(),
        rules,
        as_of,
        person,
        aliases=store.aliases(),
        assignments=store.assignments(),
    )


def _match(
    index: NameIndex, certificates: Iterable[StoredCertificate], assignments: Mapping[str, Assignment]
) -> tuple[dict[str, list[Countable]], dict[str, StoredCertificate], list[Unmatched]]:
    """What may count for each person, the certificates of these by key, and those of nobody."""
    matched = defaultdict[str, list[Countable]](list)
    owned, unmatched = dict[str, StoredCertificate](), list[Unmatched]()
    for certificate in certificates:
        activity = certificate.outcome.activity
        if activity is None or certificate.state not in COUNTING:
            continue
        owner = whose(certificate, index, assignments)
        if owner.person_id is None:
            unmatched.append(Unmatched(certificate.key, activity.holder.value, owner.reason))
            continue
        doubt = None if owner.certain else owner.reason
        elsewhere = owner.folder_owner if owner.folder_owner != owner.person_id else None
        settled = certificate.state in SETTLED
        is_row = certificate.outcome.row is not None
        is_same = index.is_same_name(activity.holder.value, owner.person_id)
        folder_of = index.shown(elsewhere) if elsewhere else None
        matched[owner.person_id].append(
            Countable(certificate.key, activity, settled, doubt, is_row, is_same, folder_of)
        )
        owned[certificate.key] = certificate
    return matched, owned, unmatched


def _check_person(
    person: Person,
    countables: Sequence[Countable],
    owned: Mapping[str, StoredCertificate],
    rules: Sequence[Rule],
    as_of: date,
) -> Iterable[CredentialAudit]:
    if not person.credentials:
        nothing = FindingIssue(FindingCode.NO_CREDENTIAL, None, "the roster states no credential")
        yield CredentialAudit(person, None, None, Finding(FindingStatus.NO_RULE, issues=(nothing,)))
    for credential in person.credentials:
        rule = find_rule(rules, credential.name, credential.cycle_end) if credential.cycle_end else None
        finding = check(countables, rule, credential, as_of)
        review_first = tuple(certificate_words(owned[key]) for key in finding.decisive)
        yield CredentialAudit(person, credential, rule, finding, review_first)
