"""Where a certificate differs from those of colleagues, or from itself: a flag with the evidence.

Takes certificates by key; gives `Sign`s, each a sentence that says what differs and what to look at.
Refuses to judge: a misreading, a new edition of a course and a change by hand look alike here. Only the paper tells.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Final

from ingest.activity import Activity, Credit, IssueCode, Unit
from ingest.compliance.courses import folded_words, letters, title_likeness
from ingest.compliance.wording import number_words
from ingest.decision import State
from ingest.standing import StoredCertificate

LEAST_PEOPLE: Final = 3  # other people who must agree before a difference from them says anything
SAME_TITLE: Final = 0.85  # from this on, titles differ in the way in which they were printed or read
LOOK: Final = "look at the paper"


class SignKind(StrEnum):
    """What is noticed."""

    CONSENSUS = "consensus"  # colleagues' certificates of the same course agree on other hours
    NUMBER_DIFFERS_FROM_TITLE = "number_differs_from_title"
    LAYERS_DIFFER = "layers_differ"  # the text stored in the file, and the picture of its page
    SIGNATURE_DIFFERS = "signature_differs"  # a badge, and the key it names
    SAME_NUMBER_OTHER_HOLDER = "same_number_other_holder"  # one certificate number, two names


@dataclass(frozen=True, slots=True)
class Sign:
    """Something to look at. It says nothing about how the difference came about."""

    kind: SignKind
    activity: str  # key of the certificate
    others: tuple[str, ...]  # keys of those it is compared with
    detail: str


@dataclass(frozen=True, slots=True)
class _Known:
    key: str
    activity: Activity
    holder: str  # folded; "" if none was read


_OF_ISSUES: Final = {
    IssueCode.LAYER_DISAGREES: (SignKind.LAYERS_DIFFER, "the text stored in the file differs from the picture"),
    IssueCode.BAD_SIGNATURE: (SignKind.SIGNATURE_DIFFERS, "the badge differs from what the named key signed"),
}
_LEFT_OUT: Final = (State.FAILED, State.NOT_A_CERTIFICATE, State.REJECTED, State.REPLACED)


def signs(certificates: Mapping[str, StoredCertificate]) -> tuple[Sign, ...]:
    """All that is noticed, in the order of the certificates' keys."""
    known = [
        _Known(key, stored.outcome.activity, folded_words(stored.outcome.activity.holder.value or ""))
        for key, stored in sorted(certificates.items())
        if stored.outcome.activity is not None and stored.state not in _LEFT_OUT
    ]
    found = [*_consensus(known), *_numbers(known), *_issues(known, certificates), *_holders(known)]
    return tuple(sorted(set(found), key=lambda sign: (sign.activity, sign.kind.value, sign.detail)))


def _consensus(known: Sequence[_Known]) -> Iterator[Sign]:
    """Those whose hours differ from what all the others of the course say."""
    seen = set[str]()
    for course, group in _courses(known):
        stated = [(one, credit) for one in group if (credit := one.activity.credit.value) is not None]
        for one, own in stated:
            others = [
                (other, credit)
                for other, credit in stated
                if other.holder and one.holder and other.holder != one.holder
            ]
            amounts = {_hours(credit) for _, credit in others}
            people = {other.holder for other, _ in others}
            if len(amounts) != 1 or len(people) < LEAST_PEOPLE or _hours(own) in amounts or one.key in seen:
                continue
            seen.add(one.key)
            detail = (
                f"{_credit_words(own)} differs from {_credit_words(others[0][1])} on the certificates of {len(people)} "
                f"colleagues for {course}; {LOOK}"
            )
            yield Sign(SignKind.CONSENSUS, one.key, tuple(other.key for other, _ in others), detail)


def _courses(known: Sequence[_Known]) -> Iterator[tuple[str, list[_Known]]]:
    """Certificates of one course: those with one program number, then those with one title, provider and year.

    A title stays while its hours change from edition to edition, so that years are kept apart. Of a conference, which
    gives everybody the hours they attended, colleagues do not agree among themselves, and nothing is said.
    """
    by_number, by_title = defaultdict[str, list[_Known]](list), defaultdict[tuple[str, str, object], list[_Known]](list)
    for one in known:
        number, title, provider = (one.activity.program_number, one.activity.title, one.activity.provider)
        year = one.activity.completed_on.value.year if one.activity.completed_on.value else None
        if number.value:
            by_number[letters(number.value)].append(one)
        if title.value and provider.value:
            by_title[letters(title.value), letters(provider.value), year].append(one)
    for group in by_number.values():
        yield f"program {group[0].activity.program_number.value}", group
    for group in by_title.values():
        numbers = {letters(one.activity.program_number.value or "") for one in group} - {""}
        if len(numbers) <= 1:  # two programs may have one title
            yield f"{group[0].activity.title.value!r} of {group[0].activity.provider.value}", group


def _numbers(known: Sequence[_Known]) -> Iterator[Sign]:
    """Those whose title is another one than most certificates with their program number have."""
    by_number = defaultdict[str, list[_Known]](list)
    for one in known:
        if one.activity.program_number.value and one.activity.title.value:
            by_number[letters(one.activity.program_number.value)].append(one)
    for group in by_number.values():
        holders = defaultdict[str, set[str]](set)
        for one in group:
            holders[_title(one)].add(one.holder)
        usual, people = max(sorted(holders.items()), key=lambda item: len(item[1]))
        if len(people) < LEAST_PEOPLE or 2 * len(people) <= sum(map(len, holders.values())):
            continue
        alike = [one for one in group if _title(one) == usual]
        for one in group:
            if title_likeness(_title(one), usual) < SAME_TITLE:
                detail = (
                    f"the title {one.activity.title.value!r} differs from {alike[0].activity.title.value!r}, which "
                    f"{len(people)} colleagues have with program {one.activity.program_number.value}; {LOOK}"
                )
                yield Sign(SignKind.NUMBER_DIFFERS_FROM_TITLE, one.key, tuple(other.key for other in alike), detail)


def _issues(known: Iterable[_Known], certificates: Mapping[str, StoredCertificate]) -> Iterator[Sign]:
    """What the reading noticed; also where a person has confirmed the values since, which does not undo it."""
    for one in known:
        machine = certificates[one.key].machine.activity
        for issue in (*one.activity.all_issues(), *(machine.all_issues() if machine else ())):
            if issue.code in _OF_ISSUES:
                kind, words = _OF_ISSUES[issue.code]
                yield Sign(kind, one.key, (), f"{words}: {issue.detail}; {LOOK}")


def _holders(known: Iterable[_Known]) -> Iterator[Sign]:
    """One certificate number of one provider with two holders, where the number is not that of the course."""
    by_number = defaultdict[tuple[str, str], list[_Known]](list)
    for one in known:
        number, provider = one.activity.certificate_number.value, one.activity.provider.value
        if number and provider and one.holder:
            by_number[letters(number), letters(provider)].append(one)
    for group in by_number.values():
        holders = Counter(one.holder for one in group)
        if len(holders) != 2 or any(_is_same_name(*pair) for pair in [tuple(holders)]):
            continue  # more than two: the provider prints one number on all certificates
        for one in group:
            others = tuple(other.key for other in group if other.holder != one.holder)
            detail = (
                f"certificate number {one.activity.certificate_number.value} is also on a certificate of another "
                f"holder; {LOOK}"
            )
            yield Sign(SignKind.SAME_NUMBER_OTHER_HOLDER, one.key, others, detail)


def _is_same_name(one: str, other: str) -> bool:
    """Whether two names may be one person's, as far as their words tell: one has a middle name more."""
    return set(one.split()) <= set(other.split()) or set(other.split()) <= set(one.split())


def _title(one: _Known) -> str:
    return folded_words(one.activity.title.value or "")


def _hours(credit: Credit) -> Decimal:
    return credit.amount * 10 if credit.unit is Unit.CEU else credit.amount


def _credit_words(credit: Credit) -> str:
    unit = credit.unit.value.replace("_", " ")
    takes_s = credit.amount != 1 and credit.unit not in (Unit.CEU, Unit.CME)
    return f"{number_words(credit.amount)} {unit}{'s' if takes_s else ''}"
