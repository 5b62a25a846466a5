"""In which order to review: first what decides where somebody stands, last what can change nobody's standing.

Takes an `Audit` and the certificates that wait; gives their keys in order. Refuses to leave one out.
"""

from collections.abc import Iterable
from datetime import date

from ingest.compliance.audit import Audit, CredentialAudit
from ingest.standing import StoredCertificate


def review_order(audit: Audit, waiting: Iterable[StoredCertificate]) -> tuple[str, ...]:
    """The keys of the waiting certificates, the first to review first.

    1. The decisive ones, of the person first whom the fewest of them settle; among equals whose cycle ends first.
    2. Others that could bring an undecided person what is missing, in the same order of people.
    3. Those of nobody on the roster, as far as anybody is undecided: they may turn out to be somebody's.
    4. Those that can change nobody's standing.

    Within each by date of completion, then key, so that the order is always the same.
    """
    undecided = sorted((row for row in audit.people if row.finding.decisive), key=_by_need)
    rank: dict[str, tuple[int, int]] = {}
    for place, row in enumerate(undecided):
        for step, keys in ((1, row.finding.decisive), (2, row.finding.helpful)):
            for key in keys:
                rank[key] = min(rank.get(key, (step, place)), (step, place))
    for certificate in audit.unmatched if undecided else ():
        rank[certificate.key] = (3, 0)
    ordered = sorted(waiting, key=lambda one: (rank.get(one.key, (4, 0)), _completed_on(one), one.key))
    return tuple(one.key for one in ordered)


def _by_need(row: CredentialAudit) -> tuple[int, date, str]:
    end = row.credential.cycle_end if row.credential else None
    return len(row.finding.decisive), end or date.max, row.person.person_id


def _completed_on(certificate: StoredCertificate) -> str:
    activity = certificate.outcome.activity
    return str((activity.completed_on.value if activity else None) or "~")  # "~" sorts after digits
