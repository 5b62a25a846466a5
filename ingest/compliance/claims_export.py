"""Discrepancies and signs as the JSON record `ingest/claims/1`, and as tables for the terminal.

Takes what `claims_check` and `signs` found. Refuses markup and control characters from spreadsheets and certificates.
"""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from rich.table import Table
from rich.text import Text

from ingest.compliance.claims import Claim
from ingest.compliance.claims_check import Discrepancy, DiscrepancyKind
from ingest.compliance.signs import Sign

SCHEMA: Final = "ingest/claims/1"

_WORDS: Final = {
    DiscrepancyKind.NO_PROOF: "claimed without proof",
    DiscrepancyKind.OTHER_HOURS: "other hours",
    DiscrepancyKind.OTHER_DATE: "other date",
    DiscrepancyKind.OTHER_HOLDER: "other holder",
    DiscrepancyKind.NOT_CLAIMED: "not claimed",
    DiscrepancyKind.CLAIMED_TWICE: "claimed twice",
    DiscrepancyKind.UNKNOWN_PERSON: "unknown person",
    DiscrepancyKind.OTHER_NAME: "other name",
}


def claims_record(
    claims: Sequence[Claim], discrepancies: Sequence[Discrepancy], noticed: Sequence[Sign] = ()
) -> dict[str, Any]:
    """The JSON-ready record."""
    kinds = Counter(item.kind for item in discrepancies)
    return {
        "schema": SCHEMA,
        "claims": len(claims),
        "counts": {kind.value: kinds[kind] for kind in DiscrepancyKind},
        "discrepancies": [
            {
                "kind": item.kind.value,
                "person_id": item.person_id,
                "line": item.line,
                "activity": item.activity,
                "detail": item.detail,
                "sure": item.sure,
            }
            for item in discrepancies
        ],
        "signs": [
            {"kind": sign.kind.value, "activity": sign.activity, "others": list(sign.others), "detail": sign.detail}
            for sign in noticed
        ],
    }


def claims_table(claims: Sequence[Claim], discrepancies: Sequence[Discrepancy], path: Path | None = None) -> Table:
    """The discrepancies for the terminal, in the order in which they are given."""
    file = f" of {path.name}" if path else ""
    title = f"{_counted(len(claims), 'claim')}{file}: {_counted(len(discrepancies), 'discrepancy', 'discrepancies')}"
    waiting = sum(not item.sure for item in discrepancies)
    table = Table(
        title=_plain(title),
        caption=f"{waiting} may go away with a review." if waiting else None,
        title_justify="left",
        show_lines=True,
    )
    table.add_column("Line", justify="right")
    for heading in ("Person", "What", "Detail"):
        table.add_column(heading, overflow="fold")
    for item in discrepancies:
        table.add_row(
            str(item.line or ""),
            _plain(item.person_id or ""),
            Text(_WORDS[item.kind] + ("" if item.sure else "\nreview first"), "red" if item.sure else "yellow"),
            _plain(item.detail),
        )
    return table


def signs_table(noticed: Sequence[Sign]) -> Table:
    """What to look at, for the terminal."""
    table = Table(
        title=f"{_counted(len(noticed), 'certificate')} to look at",
        caption="Each differs from others or from itself. A misreading or a new edition looks the same.",
        title_justify="left",
        show_lines=True,
    )
    for heading in ("Certificate", "What differs"):
        table.add_column(heading, overflow="fold")
    for sign in noticed:
        sha256, _, rest = sign.activity.partition(":")
        table.add_row(f"{sha256[:12]}:{rest}", _plain(sign.detail))
    return table


def _counted(count: int, one: str, many: str | None = None) -> str:
    return f"{count} {one if count == 1 else many or one + 's'}"


def _plain(text: str) -> Text:
    return Text("".join(letter if letter.isprintable() or letter == "\n" else " " for letter in text))
