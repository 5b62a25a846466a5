"""Time of an audit: 500 people with 60 certificates each.

    python -m benchmarks.audit [--people 500] [--each 60]

Takes the size of a lab; makes it in memory and gives the seconds of the audit and of the order of review, with what was
found. The promise is 5 s.
Refuses nothing.
"""

import argparse
import random
import sys
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Final

from benchmarks.people.staff import TWINS, make_staff
from ingest.activity import (
    Activity,
    Category,
    CategoryLabel,
    Credit,
    Field,
    FieldName,
    Outcome,
    PartialDate,
    Run,
    Unit,
)
from ingest.compliance.audit import audit
from ingest.compliance.review_order import review_order
from ingest.compliance.rules import load_rules
from ingest.decision import State
from ingest.document import SourceFile
from ingest.person import Credential, Person
from ingest.standing import StoredCertificate

PROMISED_SECONDS: Final = 5.0
AS_OF: Final = date(2026, 11, 24)
CREDENTIAL: Final = Credential("MLS", date(2015, 6, 1), date(2024, 5, 1), date(2027, 4, 30))


def main(arguments: Sequence[str] | None = None) -> int:
    """Make the lab, audit it, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--people", type=int, default=500)
    parser.add_argument("--each", type=int, default=60, help="certificates of each person")
    options = parser.parse_args(arguments)
    rng = random.Random(1)
    staff = make_staff(rng, options.people, TWINS if options.people >= 400 else {})
    people = [replace(made.on_roster(), credentials=(CREDENTIAL,)) for made in staff]
    certificates = [_certificate(rng, number, person) for person in people for number in range(options.each)]
    rules = load_rules()
    begun = time.process_time()
    found = audit(people, certificates, rules, AS_OF)
    audited = time.process_time()
    review_order(found, (one for one in certificates if one.state is State.NEEDS_REVIEW))
    ordered = time.process_time()
    standing = Counter(row.finding.status.value for row in found.people)
    print(f"{len(people)} people, {len(certificates)} certificates: {dict(standing)}, {len(found.unmatched)} of nobody")
    print(f"audit {audited - begun:.2f} s of CPU (promised: {PROMISED_SECONDS:g}), order {ordered - audited:.2f} s")
    return 0 if audited - begun < PROMISED_SECONDS else 1


def _certificate(rng: random.Random, number: int, person: Person) -> StoredCertificate:
    label = rng.choice(list(CategoryLabel))
    day = PartialDate(2025, rng.randint(1, 12), rng.randint(1, 28))
    activity = Activity(
        holder=Field(FieldName.HOLDER, person.name),
        title=Field(FieldName.TITLE, f"Course {number} of {label.value}"),
        provider=Field(FieldName.PROVIDER, "A provider"),
        completed_on=Field(FieldName.COMPLETED_ON, day),
        credit=Field(FieldName.CREDIT, Credit(Decimal(rng.choice(("0.5", "1", "1.5"))), Unit.CONTACT_HOUR)),
        program_number=Field(FieldName.PROGRAM_NUMBER),
        provider_number=Field(FieldName.PROVIDER_NUMBER),
        certificate_number=Field(FieldName.CERTIFICATE_NUMBER),
        level=Field(FieldName.LEVEL),
        category=Field(FieldName.CATEGORY, Category(label, 0.97)),
    )
    path = Path("in", person.person_id, f"{number}.pdf")
    source = SourceFile(path, f"{rng.getrandbits(256):064x}", "application/pdf", 1000, datetime(2026, 1, 1, tzinfo=UTC))
    outcome = Outcome(source, (1, 1), Run("0", "0", "0", "0"), activity, None)
    state = rng.choice((State.ACCEPTED, State.NEEDS_REVIEW))
    return StoredCertificate(outcome.key, outcome, outcome, state, (path,), 0, None, None)


if __name__ == "__main__":
    sys.exit(main())
