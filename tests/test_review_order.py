"""In which order to review: what decides first, what changes nothing last; held against the order of dates."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from itertools import count
from random import Random

from ingest.activity import Field, FieldName, PartialDate
from ingest.compliance.audit import Audit, audit
from ingest.compliance.check import FindingStatus
from ingest.compliance.review_order import review_order
from ingest.compliance.rules import load_rules
from ingest.decision import State
from ingest.person import Credential, Person
from ingest.standing import StoredCertificate
from tests.test_audit import ALL_AREAS, certificate

RULES = load_rules()
AS_OF = date(2026, 11, 23)
MLS = Credential("MLS", date(2015, 6, 1), date(2024, 5, 1), date(2027, 4, 30))
NAMES = ("Dana Whitfield", "Marcus Oyelowo", "Ingrid Holm", "Harold Pettibone", "Sofia Marchetti", "Liam Rourke")
LAB = tuple(Person(str(number), name, (), None, (MLS,)) for number, name in enumerate(NAMES))


def waiting(certificates: Sequence[StoredCertificate]) -> list[StoredCertificate]:
    return [one for one in certificates if one.state is State.NEEDS_REVIEW]


def lab(seed: int) -> list[StoredCertificate]:
    """Everybody has 30 points for sure but not in every area; what is missing waits among many that change nothing."""
    rng, made = Random(seed), list[StoredCertificate]()
    for name in NAMES:
        missing = rng.sample([area for area, _ in ALL_AREAS[:-1]], 2)
        for area, amount in ALL_AREAS:
            made.append(certificate(len(made) + 1, name, area, amount))
            if area in missing:
                made[-1] = replace(made[-1], state=State.NEEDS_REVIEW)
        made += [
            certificate(len(made) + 1 + number, name, "education", state=State.NEEDS_REVIEW) for number in range(8)
        ]
    return [dated(one, rng) for one in made]


def dated(one: StoredCertificate, rng: Random) -> StoredCertificate:
    activity = one.outcome.activity
    assert activity is not None
    day = PartialDate(rng.choice((2024, 2025)), rng.randint(6, 12), rng.randint(1, 28))
    changed = replace(activity, completed_on=Field(FieldName.COMPLETED_ON, day))
    return replace(one, outcome=replace(one.outcome, activity=changed))


def reviews_until_settled(certificates: list[StoredCertificate], order: Iterator[str] | None) -> int:
    """How many certificates are confirmed, one after the other, until nobody is undecided; by our order if None."""
    for reviews in count():
        now = audited(certificates)
        if not any(row.finding.status is FindingStatus.UNDECIDED for row in now.people):
            return reviews
        key = next(order) if order else review_order(now, waiting(certificates))[0]
        certificates = [replace(one, state=State.CONFIRMED) if one.key == key else one for one in certificates]
    raise AssertionError("counting never ends")


def audited(certificates: Sequence[StoredCertificate]) -> Audit:
    return audit(LAB, certificates, RULES, AS_OF)


def completed_on(one: StoredCertificate) -> str:
    activity = one.outcome.activity
    return str(activity.completed_on.value if activity else "")


def test_everybody_is_settled_in_a_third_of_the_reviews() -> None:
    for seed in range(5):
        certificates = lab(seed)
        by_date = (one.key for one in sorted(waiting(certificates), key=completed_on))
        ours = reviews_until_settled(certificates, None)
        assert ours * 3 <= reviews_until_settled(certificates, by_date)


def test_all_that_waits_is_in_the_order_once() -> None:
    certificates = [*lab(1), certificate(900, "Nobody Here", state=State.NEEDS_REVIEW)]
    keys = review_order(audited(certificates), waiting(certificates))
    assert sorted(keys) == sorted(one.key for one in waiting(certificates))


def test_what_may_be_somebodys_comes_before_what_changes_nothing() -> None:
    stranger = certificate(900, "Nobody Here", state=State.NEEDS_REVIEW)
    certificates = [*lab(1), stranger]
    keys = review_order(audited(certificates), waiting(certificates))
    place = keys.index(stranger.key)
    changing = {key for row in audited(certificates).people for key in row.finding.helpful}
    assert changing == set(keys[:place])
    assert 0 < len(changing) < len(keys) - 1


def test_with_nobody_undecided_the_date_alone_counts() -> None:
    made = [dated(certificate(number, NAMES[0], state=State.NEEDS_REVIEW), Random(number)) for number in range(1, 5)]
    keys = review_order(audited(made), made)
    assert list(keys) == [one.key for one in sorted(made, key=lambda one: (completed_on(one), one.key))]
