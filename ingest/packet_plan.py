"""Which certificates of a person go into a packet, in which order, and why the others do not.

Takes an audit, a person and a credential; gives a `Plan`. Pure: no file is opened.
Refuses to leave out a certificate of the person without saying so.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from ingest.compliance.audit import Audit, CredentialAudit
from ingest.compliance.check import ActivityFinding
from ingest.compliance.wording import number_words
from ingest.errors import SettingsError
from ingest.person import Credential
from ingest.standing import StoredCertificate


@dataclass(frozen=True, slots=True)
class Planned:
    """A certificate and what is said about it."""

    certificate: StoredCertificate
    points: str  # points and where they count, in words; empty if none
    reason: str  # why it has no pages; empty if it has


@dataclass(frozen=True, slots=True)
class Plan:
    """A packet before any file is opened."""

    row: CredentialAudit
    credential: Credential
    included: tuple[Planned, ...]  # by area, then by date
    waiting: tuple[Planned, ...]  # they need a review
    left_out: tuple[Planned, ...]


def plan_packet(audit: Audit, person_id: str, credential: str | None) -> Plan:
    """Choose and order the certificates.

    Raises:
        SettingsError: the audit has no such person or credential, or several credentials and none is named.
    """
    row, chosen = _find_row(audit, person_id, credential)
    areas = [area.area for area in row.finding.areas]
    words = {area.area: area.words for area in row.finding.areas}
    findings = {finding.activity: finding for finding in row.finding.activities}
    own = [audit.certificates[key] for key, owner in audit.owners.items() if owner == person_id]
    issues: dict[str | None, list[str]] = {}
    for issue in row.finding.issues:
        issues.setdefault(issue.activity, []).append(issue.detail)

    def place(one: StoredCertificate) -> tuple[int, str, str]:
        finding = findings.get(one.key)
        first = min((areas.index(name) for name, _ in finding.shares), default=len(areas)) if finding else len(areas)
        return first, date_words(one), one.key

    included, waiting, left_out = list[Planned](), list[Planned](), list[Planned]()
    for one in sorted(own, key=place):
        finding = findings.get(one.key)
        reasons = "; ".join(issues.get(one.key, ()))
        if finding is None:
            whole = "; ".join(issues.get(None, ())) if row.rule is None else ""
            left_out.append(Planned(one, "", reasons or whole or "it does not count toward this credential"))
        elif finding.is_sure:
            included.append(Planned(one, _points_words(finding, words), ""))
        else:
            waiting.append(Planned(one, _points_words(finding, words), reasons or "it was not reviewed yet"))
    return Plan(row, chosen, tuple(included), tuple(waiting), tuple(left_out))


def title_words(one: StoredCertificate) -> str:
    """Its title, as far as one was read."""
    activity = one.outcome.activity
    return (activity.title.value if activity else None) or "no title read"


def date_words(one: StoredCertificate) -> str:
    """Its date, as far as one was read."""
    activity = one.outcome.activity
    return str((activity.completed_on.value if activity else None) or "no date read")


def provider_words(one: StoredCertificate) -> str:
    """Its provider, as far as one was read."""
    activity = one.outcome.activity
    return (activity.provider.value if activity else None) or "no provider read"


def _find_row(audit: Audit, person_id: str, credential: str | None) -> tuple[CredentialAudit, Credential]:
    rows = [row for row in audit.people if row.person.person_id == person_id]
    if not rows:
        raise SettingsError(f"The audit has nobody with the person_id {person_id!r}. Check the roster.")
    held = [(row, row.credential) for row in rows if row.credential is not None]
    if not held:
        raise SettingsError(f"The roster states no credential for {rows[0].person.name}. Add one to the roster.")
    names = ", ".join(_credential_words(one) for _, one in held)
    if credential is not None:
        held = [(row, one) for row, one in held if one.name.casefold() == credential.strip().casefold()]
        if not held:
            raise SettingsError(f"{rows[0].person.name} does not hold {credential!r}, but: {names}.")
    elif len(held) > 1:
        raise SettingsError(f"{rows[0].person.name} holds several credentials; name one of them: {names}.")
    return max(held, key=lambda pair: str(pair[1].cycle_end or ""))  # of two cycles, the later one


def _credential_words(credential: Credential) -> str:
    return f"{credential.name} (until {credential.cycle_end})" if credential.cycle_end else credential.name


def _points_words(finding: ActivityFinding, words: dict[str, str]) -> str:
    """
    >>> shares = (("chemistry", Decimal("1.50")),)
    >>> _points_words(ActivityFinding("key", Decimal(2), True, shares), {"chemistry": "chemistry"})
    '2 points: 1.5 in chemistry, 0.5 that no area needs'
    """
    if finding.points is None:
        return "no points could be read"
    parts = [f"{number_words(points)} in {words[name]}" for name, points in finding.shares]
    surplus = finding.points - sum((points for _, points in finding.shares), Decimal(0))
    if surplus > 0:
        parts.append(f"{number_words(surplus)} that no area needs")
    unit = "point" if finding.points == 1 else "points"
    return f"{number_words(finding.points)} {unit}: {', '.join(parts)}"


def all_planned(plan: Plan) -> Sequence[Planned]:
    """Every certificate of the person."""
    return (*plan.included, *plan.waiting, *plan.left_out)
