"""What staff declared against what the certificates prove.

Takes claims and an `Audit`; gives `Discrepancy`s: what is declared otherwise than proved, with a sentence each.
Refuses to use a certificate for two claims, and to call a difference sure while its certificate waits for review.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Final

from ingest.activity import Activity, PartialDate, Unit
from ingest.compliance.audit import SETTLED, Audit
from ingest.compliance.claims import Claim
from ingest.compliance.counting import Countable, FindingCode, settled_and_early_first, without_duplicates
from ingest.compliance.courses import best_pairs, letters, title_likeness
from ingest.compliance.wording import certificate_words, number_words
from ingest.matching import NameIndex
from ingest.person import Person
from ingest.standing import StoredCertificate

SAME_TITLE: Final = 0.85  # from this on two titles name one course, as in "Bloodborne Pathogens (2026 ed.)"
LIKE_TITLE: Final = 0.5  # from this on if day and hours are the same too, or the program number
NEAR_DAYS: Final = 7  # a claim gives the day on which the certificate was printed


class DiscrepancyKind(StrEnum):
    """How a claim and the certificates differ."""

    NO_PROOF = "no_proof"
    OTHER_HOURS = "other_hours"
    OTHER_DATE = "other_date"
    OTHER_HOLDER = "other_holder"  # proof is there, but in the name of somebody else
    NOT_CLAIMED = "not_claimed"
    CLAIMED_TWICE = "claimed_twice"
    UNKNOWN_PERSON = "unknown_person"
    OTHER_NAME = "other_name"  # number and name of a claim are those of two people


@dataclass(frozen=True, slots=True)
class Discrepancy:
    """One difference between what is declared and what is proved."""

    kind: DiscrepancyKind
    person_id: str | None  # as on the roster; of an unknown person as declared, None if only a name is
    line: int | None  # of the claim, None if there is none
    activity: str | None  # key of the certificate, None if there is none
    detail: str
    sure: bool  # False while a certificate that decides it waits for review


@dataclass(frozen=True, slots=True)
class _Proof:
    """A certificate that may prove a claim."""

    key: str
    activity: Activity
    sure: bool  # settled, and surely of its owner
    words: str


def compare(
    claims: Iterable[Claim],
    audit: Audit,
    people: Sequence[Person] | None = None,
    stored: Iterable[StoredCertificate] = (),
) -> tuple[Discrepancy, ...]:
    """All discrepancies: those of claims in the order of their lines, then what is not claimed.

    Args:
        claims: As declared.
        audit: Of the lab, or of one person: then only that person's claims are compared.
        people: The whole roster; without it, the people of the audit.
        stored: All certificates of the store, so that those of nobody on the roster are named as possible proof.
    """
    shown = {row.person.person_id for row in audit.people}
    roster = {row.person.person_id: row.person for row in audit.people}
    roster |= {person.person_id: person for person in people or ()}
    found = list[Discrepancy]()
    of_person = _by_person(sorted(claims, key=lambda claim: claim.line), roster, found)
    proofs, ownerless = _proofs(audit, stored)
    without, unused = list[tuple[str, Claim]](), dict[str, list[_Proof]]()
    for person_id in sorted({*of_person, *proofs}):
        once = list(_once(person_id, of_person.get(person_id, ()), found))
        pairs, left, rest = _paired(once, proofs.get(person_id, ()))
        for claim, proof in pairs:
            found += _differences(person_id, claim, proof)
        without += ((person_id, claim) for claim in _not_twice(person_id, left, [pair[0] for pair in pairs], found))
        unused[person_id] = [proof for proof in rest if not any(_is_copy(proof, pair[1]) for pair in pairs)]
    found += _without_proof(without, unused, ownerless, roster)
    named = {item.activity for item in found}
    for person_id, rest in unused.items():
        found += (_not_claimed(person_id, proof) for proof in rest if proof.key not in named)
    kept = (item for item in found if item.person_id in shown or item.kind is DiscrepancyKind.UNKNOWN_PERSON)
    return tuple(sorted(kept, key=_order))


def _order(item: Discrepancy) -> tuple[bool, int, str, str, str]:
    return item.line is None, item.line or 0, item.person_id or "", item.activity or "", item.kind.value


def _by_person(
    claims: Iterable[Claim], roster: Mapping[str, Person], found: list[Discrepancy]
) -> dict[str, list[Claim]]:
    """The claims of each person on the roster; by name where no number is given."""
    of_person = defaultdict[str, list[Claim]](list)
    index: NameIndex | None = None
    for claim in claims:
        if claim.name is not None:
            index = index or NameIndex(list(roster.values()))
        if claim.person_id is not None:
            if claim.person_id not in roster:
                detail = f"nobody on the roster has the person_id {claim.person_id!r} (claimed: {claim.title})"
                found.append(_of_claim(DiscrepancyKind.UNKNOWN_PERSON, claim.person_id, claim, detail))
                continue
            match = index.match(claim.name) if index and claim.name else None
            if match and match.certain and match.person_id not in (None, claim.person_id):
                detail = (
                    f"person_id {claim.person_id!r} is {roster[claim.person_id].name}, the name {claim.name!r} is not"
                )
                found.append(_of_claim(DiscrepancyKind.OTHER_NAME, claim.person_id, claim, detail))
            of_person[claim.person_id].append(claim)
            continue
        match = index.match(claim.name) if index else None
        if match is None or match.person_id is None or not match.certain:
            detail = f"{claim.name!r} is nobody on the roster for sure: {match.reason if match else ''}"
            found.append(_of_claim(DiscrepancyKind.UNKNOWN_PERSON, None, claim, detail))
        else:
            of_person[match.person_id].append(claim)
    return of_person


def _proofs(
    audit: Audit, stored: Iterable[StoredCertificate]
) -> tuple[dict[str, list[_Proof]], list[tuple[_Proof, str]]]:
    """What each person can prove, each course once; and the certificates of nobody, with their reasons."""
    doubted = {
        issue.activity
        for row in audit.people
        for issue in row.finding.issues
        if issue.code is FindingCode.UNCERTAIN_HOLDER
    }
    countables = defaultdict[str, list[Countable]](list)
    for key, certificate in audit.certificates.items():
        activity = certificate.outcome.activity
        if activity is not None:
            is_row = certificate.outcome.row is not None
            settled = certificate.state in SETTLED
            countables[audit.owners[key]].append(Countable(key, activity, settled, None, is_row))
    proofs = {
        person_id: [
            _Proof(one.key, one.activity, one.settled and one.key not in doubted, _words(audit.certificates[one.key]))
            for one in without_duplicates(sorted(owned, key=settled_and_early_first))[0]
        ]
        for person_id, owned in countables.items()
    }
    reasons = {one.key: one.holder for one in audit.unmatched}
    ownerless = [
        (_Proof(one.key, one.outcome.activity, False, _words(one)), reasons[one.key] or "no holder that could be read")
        for one in sorted(stored, key=lambda one: one.key)
        if one.key in reasons and one.outcome.activity is not None
    ]
    return proofs, ownerless


def _words(certificate: StoredCertificate) -> str:
    return certificate_words(certificate)


def _once(person_id: str, claims: Iterable[Claim], found: list[Discrepancy]) -> Iterator[Claim]:
    """The claims without those that say the same as an earlier one: certificates of one course count once as well."""
    first: dict[object, Claim] = {}
    for claim in claims:
        said = letters(claim.title), claim.completed_on, claim.hours, letters(claim.program_number or "")
        earlier = first.setdefault(said, claim)
        if earlier is claim:
            yield claim
        else:
            found.append(_twice(person_id, claim, earlier))


def _paired(
    claims: Sequence[Claim], proofs: Sequence[_Proof]
) -> tuple[list[tuple[Claim, _Proof]], list[Claim], list[_Proof]]:
    """Claims and certificates paired so that they fit best overall; what is left of both."""
    scores: dict[tuple[int, int], int] = {}
    for place, claim in enumerate(claims):
        for other, proof in enumerate(proofs):
            score = _score(claim, proof.activity)
            if score:
                scores[place, other] = score
    pairs = best_pairs(scores)
    used = set(pairs.values())
    return (
        [(claims[one], proofs[other]) for one, other in pairs.items()],
        [claim for place, claim in enumerate(claims) if place not in pairs],
        [proof for place, proof in enumerate(proofs) if place not in used],
    )


def _score(claim: Claim, activity: Activity) -> int:
    """How well a certificate fits a claim, in thousandths; 0 if it is another course."""
    title = title_likeness(claim.title, activity.title.value or "")
    ours, theirs = claim.program_number, activity.program_number.value
    same_number = bool(ours and theirs and letters(ours) == letters(theirs))
    other_number = bool(ours and theirs) and not same_number
    same_day = _is_same_day(claim.completed_on, activity.completed_on.value)
    hours = _hours(activity)
    same_hours = hours == claim.hours
    if other_number:
        fits = title >= SAME_TITLE and same_day
    elif title >= SAME_TITLE or (same_number and (title >= LIKE_TITLE or same_day)):
        fits = True
    else:  # a title that was not read does not speak against it
        fits = same_day and same_hours and (title >= LIKE_TITLE or activity.title.value is None)
    if not fits:
        return 0
    near = 1.0 if same_day else 0.5 if _is_near(claim.completed_on, activity.completed_on.value) else 0.0
    provider = title_likeness(claim.provider or "", activity.provider.value or "")
    return 1 + round(1000 * (4 * title + 4 * same_number + 2 * near + same_hours + 0.5 * provider))


def _differences(person_id: str, claim: Claim, proof: _Proof) -> Iterator[Discrepancy]:
    """Hours and day of a claim against those of its certificate."""
    hours, credit = _hours(proof.activity), proof.activity.credit.value
    if hours is None or credit is None:
        detail = f"{number_words(claim.hours)} hours are claimed, and no amount could be read from {proof.words}"
        yield _of_proof(DiscrepancyKind.OTHER_HOURS, person_id, claim, proof, detail, sure=False)
    elif hours != claim.hours:
        unit = credit.unit.value.replace("_", " ")
        printed = (
            f"{number_words(credit.amount)} {unit if credit.unit is Unit.CEU or credit.amount == 1 else unit + 's'}"
        )
        ceu = f", which are {number_words(hours)} contact hours" if credit.unit is Unit.CEU else ""
        detail = f"{number_words(claim.hours)} hours are claimed; the certificate says {printed}{ceu}: {proof.words}"
        yield _of_proof(DiscrepancyKind.OTHER_HOURS, person_id, claim, proof, detail, sure=proof.sure)
    printed_on = proof.activity.completed_on.value
    if printed_on is None:
        detail = f"{claim.completed_on} is claimed, and no date could be read from {proof.words}"
        yield _of_proof(DiscrepancyKind.OTHER_DATE, person_id, claim, proof, detail, sure=False)
    elif not _is_same_day(claim.completed_on, printed_on):
        detail = f"{claim.completed_on} is claimed; the certificate says {printed_on}: {proof.words}"
        yield _of_proof(DiscrepancyKind.OTHER_DATE, person_id, claim, proof, detail, sure=proof.sure)


def _not_twice(
    person_id: str, left: Iterable[Claim], proved: Iterable[Claim], found: list[Discrepancy]
) -> Iterator[Claim]:
    """The claims without proof that are not another one in other words."""
    others = list(proved)
    for claim in left:
        twin = next((other for other in others if _is_same_claim(claim, other)), None)
        if twin is None:
            others.append(claim)
            yield claim
        else:
            found.append(_twice(person_id, claim, twin))


def _is_same_claim(one: Claim, other: Claim) -> bool:
    if not _is_same_day(one.completed_on, other.completed_on):
        return False
    ours, theirs = letters(one.program_number or ""), letters(other.program_number or "")
    if ours and theirs:
        return ours == theirs
    return title_likeness(one.title, other.title) >= SAME_TITLE


def _twice(person_id: str, claim: Claim, earlier: Claim) -> Discrepancy:
    hours = "" if claim.hours == earlier.hours else f", there with {number_words(earlier.hours)} hours"
    detail = f"{claim.title}, {claim.completed_on}, is claimed in line {earlier.line} too{hours}"
    return _of_claim(DiscrepancyKind.CLAIMED_TWICE, person_id, claim, detail)


def _is_copy(proof: _Proof, other: _Proof) -> bool:
    """The same course on the same day with the same hours, under a title that is written a little otherwise."""
    ours, theirs = proof.activity, other.activity
    return (
        title_likeness(ours.title.value or "", theirs.title.value or "") >= SAME_TITLE
        and ours.completed_on.value is not None
        and ours.completed_on.value == theirs.completed_on.value
        and _hours(ours) == _hours(theirs)
    )


def _without_proof(
    without: Iterable[tuple[str, Claim]],
    unused: Mapping[str, Sequence[_Proof]],
    ownerless: Iterable[tuple[_Proof, str]],
    roster: Mapping[str, Person],
) -> Iterator[Discrepancy]:
    """Claims that no certificate of the person proves; one of somebody else who does not claim it may be the proof."""
    taken = set[str]()
    others = [(proof, owner, _person_words(owner, roster)) for owner, rest in unused.items() for proof in rest]
    others += [(proof, "", f"{holder}, nobody on the roster") for proof, holder in ownerless]
    by_title = defaultdict[tuple[object, Decimal | None], list[tuple[_Proof, str, str]]](list)
    for item in others:
        by_title[item[0].activity.completed_on.value, _hours(item[0].activity)].append(item)
    for person_id, claim in sorted(without, key=lambda item: item[1].line):
        fitting = [
            (proof, holder)
            for proof, owner, holder in by_title[claim.completed_on, claim.hours]
            if owner != person_id and proof.key not in taken and _score(claim, proof.activity)
        ]
        if fitting:
            proof, holder = max(fitting, key=lambda item: _score(claim, item[0].activity))
            taken.add(proof.key)
            detail = f"{claim.title} is claimed; the certificate is in the name of {holder}: {proof.words}"
            yield _of_proof(DiscrepancyKind.OTHER_HOLDER, person_id, claim, proof, detail, sure=proof.sure)
        else:
            waiting = sum(not proof.sure for proof in unused.get(person_id, ()))
            maybe = f"; {waiting} unclaimed of this person wait for review, look at them first" if waiting else ""
            detail = f"no certificate proves {claim.title}, {claim.completed_on}{maybe}"
            yield _of_claim(DiscrepancyKind.NO_PROOF, person_id, claim, detail, sure=not waiting)


def _person_words(person_id: str, roster: Mapping[str, Person]) -> str:
    return f"{roster[person_id].name} ({person_id})" if person_id in roster else person_id


def _not_claimed(person_id: str, proof: _Proof) -> Discrepancy:
    detail = f"the certificate is there, and nothing is claimed for it: {proof.words}"
    return Discrepancy(DiscrepancyKind.NOT_CLAIMED, person_id, None, proof.key, detail, proof.sure)


def _of_claim(
    kind: DiscrepancyKind, person_id: str | None, claim: Claim, detail: str, *, sure: bool = True
) -> Discrepancy:
    return Discrepancy(kind, person_id, claim.line, None, detail, sure)


def _of_proof(
    kind: DiscrepancyKind, person_id: str, claim: Claim, proof: _Proof, detail: str, *, sure: bool
) -> Discrepancy:
    return Discrepancy(kind, person_id, claim.line, proof.key, detail, sure)


def _hours(activity: Activity) -> Decimal | None:
    """The amount in hours; a CEU is ten contact hours, by the definition of IACET."""
    credit = activity.credit.value
    if credit is None:
        return None
    return credit.amount * 10 if credit.unit is Unit.CEU else credit.amount


def _is_same_day(one: PartialDate, other: PartialDate | None) -> bool:
    """Whether the two may mean the same day: a month agrees with its days."""
    if other is None:
        return False
    (first, last), (start, end) = one.days(), other.days()
    return first <= end and start <= last


def _is_near(one: PartialDate, other: PartialDate | None) -> bool:
    return other is not None and abs((one.days()[0] - other.days()[0]).days) <= NEAR_DAYS
