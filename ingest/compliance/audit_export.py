"""An audit as the JSON record of the contract (`ingest/audit/1`), and as a table for the terminal.

Takes an `Audit`. Refuses markup and control characters from certificates and rosters.
"""

from datetime import date
from typing import Any, Final

from rich.table import Table
from rich.text import Text

from ingest.compliance.audit import Audit, CredentialAudit
from ingest.compliance.check import Amounts, FindingStatus
from ingest.compliance.wording import number_words, points_words

SCHEMA: Final = "ingest/audit/1"

REVIEWS_SHOWN: Final = 3  # in a row of the table; the JSON record has them all

_STYLES: Final = {
    FindingStatus.MET: "green",
    FindingStatus.SHORT: "red",
    FindingStatus.UNDECIDED: "yellow",
    FindingStatus.VOLUNTARY: "dim",
    FindingStatus.NO_RULE: "dim",
}


def to_json(audit: Audit) -> dict[str, Any]:
    """The JSON-ready record of the contract (`ingest/audit/1`). Amounts are decimal strings, null without a rule."""
    return {
        "schema": SCHEMA,
        "as_of": audit.as_of.isoformat(),
        "people": [_row_record(row) for row in audit.people],
        "unmatched": [certificate.key for certificate in audit.unmatched],
        "unmatched_reasons": [
            {"activity": certificate.key, "holder": certificate.holder, "reason": certificate.reason}
            for certificate in audit.unmatched
        ],
    }


def to_table(audit: Audit) -> Table:
    """The audit for the terminal: what each person has, what is missing, what to review first."""
    notes = " ".join(dict.fromkeys(row.rule.note for row in audit.people if row.rule))
    count = len(audit.unmatched)
    belong = "certificate belongs" if count == 1 else "certificates belong"
    unmatched = f"{count} {belong} to nobody on the roster. " if count else ""
    table = Table(
        title=f"Audit as of {audit.as_of}", caption=f"{unmatched}{notes}" or None, title_justify="left", show_lines=True
    )
    for heading in ("Person", "Status", "Points", "Missing, and what to review first"):
        table.add_column(heading, no_wrap=heading == "Status")
    for row in audit.people:
        status = row.finding.status
        table.add_row(
            _plain(_person_words(row)),
            Text(status.value, _STYLES[status]),
            Text(points_words(row.finding.total)),
            _plain(
                "\n".join(
                    (
                        *filter(None, (row.missing,)),
                        *_review_words(row),
                    )
                )
            ),
        )
    return table


def _person_words(row: CredentialAudit) -> str:
    if row.credential is None:
        return f"{row.person.name} ({row.person.person_id})\nno credential"
    until = f"to {row.credential.cycle_end}" if row.credential.cycle_end else "no cycle"
    return f"{row.person.name} ({row.person.person_id})\n{row.credential.name} {until}"


def _review_words(row: CredentialAudit) -> tuple[str, ...]:
    more = len(row.review_first) - REVIEWS_SHOWN
    shown = tuple(f"review {words}" for words in row.review_first[:REVIEWS_SHOWN])
    return (*shown, f"and {more} more") if more > 0 else shown


def _row_record(row: CredentialAudit) -> dict[str, Any]:
    credential, finding = row.credential, row.finding
    return {
        "person_id": row.person.person_id,
        "name": row.person.name,
        "credential": credential.name if credential else None,
        "cycle": [_date_text(credential.cycle_start), _date_text(credential.cycle_end)] if credential else [None, None],
        "rule": row.rule.id if row.rule else None,
        "status": finding.status.value,
        "areas": [
            {"area": area.area, **_amounts_record(area.points), "activities": list(area.activities)}
            for area in finding.areas
        ],
        "total": _amounts_record(finding.total),
        "activities": [
            {
                "activity": item.activity,
                "points": None if item.points is None else number_words(item.points),
                "sure": item.is_sure,
                "shares": {area: number_words(points) for area, points in item.shares},
            }
            for item in finding.activities
        ],
        "decisive": list(finding.decisive),
        "issues": [
            {"code": issue.code.value, "activity": issue.activity, "detail": issue.detail} for issue in finding.issues
        ],
        "note": row.rule.note if row.rule else None,
    }


def _amounts_record(amounts: Amounts | None) -> dict[str, str | None]:
    if amounts is None:
        return {"required": None, "counted": None, "possible": None}
    return {
        "required": number_words(amounts.required),
        "counted": number_words(amounts.counted),
        "possible": number_words(amounts.possible),
    }


def _date_text(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _plain(text: str) -> Text:
    """Text from certificates and rosters as it is: no markup, and no control sequence of the terminal's."""
    return Text("".join(letter if letter.isprintable() or letter == "\n" else " " for letter in text))
