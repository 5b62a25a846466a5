"""What an audit says, in words: what is missing, how many points, which certificate.

Takes amounts, findings and certificates; gives short texts in plain words, without markup.
Refuses nothing: what is not known is said to be so.
"""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from ingest.compliance.check import Amounts, Finding, FindingStatus
from ingest.standing import StoredCertificate


def missing_words(finding: Finding, cycle_end: date | None) -> str:
    """What a person still needs, such as `2 points in blood banking by 2027-04-30`.

    For a person who is short, what is missing even if every waiting record is right; else what the settled records
    leave open.
    """
    if finding.total is None or cycle_end is None or finding.status is FindingStatus.MET:
        return ""

    def gap(points: Amounts) -> Decimal:
        return points.required - (points.possible if finding.status is FindingStatus.SHORT else points.counted)

    by_gap: dict[Decimal, list[str]] = {}  # areas that lack the same are said together
    for area in finding.areas:
        if gap(area.points) > 0:
            by_gap.setdefault(gap(area.points), []).append(area.words)
    parts = [
        f"{number_words(points)} point{'' if points == 1 else 's'}"
        f"{' each' if len(areas) > 1 else ''} in {listed(areas)}"
        for points, areas in by_gap.items()
    ]
    return f"{'; '.join(parts)} by {cycle_end}" if parts else ""


def points_words(total: Amounts | None) -> str:
    """The total in words.

    >>> points_words(Amounts(Decimal(36), Decimal("31.50"), Decimal(38)))
    '31.5 of 36\\n38 possible'
    """
    if total is None:
        return ""
    words = f"{number_words(total.counted)} of {number_words(total.required)}"
    return words if total.possible == total.counted else f"{words}\n{number_words(total.possible)} possible"


def certificate_words(certificate: StoredCertificate) -> str:
    """A certificate for a person who looks for it: title, date and file."""
    activity = certificate.outcome.activity
    title = (activity.title.value if activity else None) or "no title read"
    completed_on = (activity.completed_on.value if activity else None) or "no date"
    file = certificate.paths[0].name if certificate.paths else certificate.key
    return f"{title}, {completed_on} ({file})"


def listed(words: Sequence[str]) -> str:
    """Words as a list in a sentence.

    >>> listed(["safety", "chemistry", "hematology"])
    'safety, chemistry and hematology'
    """
    return " and ".join(filter(None, (", ".join(words[:-1]), words[-1])))


def number_words(amount: Decimal) -> str:
    """A decimal string without needless zeros.

    >>> number_words(Decimal("30.00"))
    '30'
    """
    return f"{amount.normalize():f}"
