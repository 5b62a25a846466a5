"""The lab's staff list in: people, their credentials and cycles.

Takes the CSV file of the contract, gives `Person`s.
Refuses a file with another header, another encoding, wrong dates or rows that contradict each other.
"""

import csv
import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Final
from unicodedata import category

from ingest.errors import SettingsError
from ingest.person import Credential, Person

COLUMNS: Final = (
    "person_id",
    "name",
    "other_names",
    "email",
    "credential",
    "certified_on",
    "cycle_start",
    "cycle_end",
)
OPTIONAL_COLUMNS: Final = ("certified_by",)
CREDENTIAL_DATES: Final = ("certified_on", "cycle_start", "cycle_end")

_DATE: Final = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


def load_roster(path: Path) -> tuple[Person, ...]:
    """Read the staff list: one row for each credential that a person holds, people in the order of the file.

    A row without a credential is a person who holds none.

    Raises:
        SettingsError: the file cannot be read as such a list; names the file, the line and the column.
    """
    people: dict[str, tuple[int, Person]] = {}  # with the line of the first row
    for line, row in _rows(path):
        person = _person(row, path, line)
        first_line, known = people.setdefault(person.person_id, (line, replace(person, credentials=())))
        for column in ("name", "other_names", "email"):
            if getattr(person, column) != getattr(known, column):
                raise _wrong(
                    path,
                    line,
                    column,
                    f"contradicts line {first_line} for the same person_id {person.person_id!r}. "
                    "Write the same in both rows.",
                )
        repeated = {credential.name for credential in known.credentials} & {item.name for item in person.credentials}
        if repeated or (line != first_line and not (person.credentials and known.credentials)):
            raise _wrong(
                path,
                line,
                "credential",
                f"person_id {person.person_id!r} already has a row for "
                f"{repeated.pop() if repeated else 'no credential'}. Keep one row for each credential.",
            )
        known = replace(known, credentials=known.credentials + person.credentials)
        people[person.person_id] = (first_line, known)
    return tuple(person for _, person in people.values())


def _rows(path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    """The rows that are not blank, each with its line and its cells by column."""
    reader = csv.reader(io.StringIO(_text(path), newline=""), strict=True)
    columns: list[str] = []
    line = 1
    try:
        for cells in reader:
            if not columns:
                columns = _header(cells, path)
            elif any(cell.strip() for cell in cells):
                if len(cells) != len(columns):
                    last = columns[min(len(cells), len(columns)) - 1]
                    raise _wrong(
                        path,
                        line,
                        last,
                        f"the row has {len(cells)} cells, the header {len(columns)}. "
                        "Put cells that hold a comma in double quotes.",
                    )
                yield line, dict(zip(columns, map(str.strip, cells), strict=True))
            line = reader.line_num + 1
    except csv.Error as error:
        raise SettingsError(f"{path}, line {line}: not a row of a CSV file: {error}.", path=path) from error
    if not columns:
        raise SettingsError(f"{path}, line 1: the file is empty. Its first line must be {','.join(COLUMNS)}", path=path)


def _text(path: Path) -> str:
    try:
        content = path.read_bytes()
    except OSError as error:
        raise SettingsError(f"{path}: the roster cannot be read: {error.strerror}.", path=path) from error
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = content[: error.start]
        line, column = before.count(b"\n") + 1, error.start - before.rfind(b"\n")
        raise SettingsError(
            f"{path}, line {line}, byte {column} of the line: not UTF-8. Save the file as CSV UTF-8.", path=path
        ) from error


def _header(cells: list[str], path: Path) -> list[str]:
    columns = [cell.strip() for cell in cells]
    wrong = [name for name in columns if name not in (*COLUMNS, *OPTIONAL_COLUMNS) or columns.count(name) > 1]
    missing = [name for name in COLUMNS if name not in columns]
    if wrong or missing:
        what = f"column {wrong[0]!r} is unknown or twice there" if wrong else f"column {missing[0]} is missing"
        hint = " Part the cells by commas." if len(cells) == 1 else ""
        raise SettingsError(f"{path}, line 1: {what}. The header must be {','.join(COLUMNS)}.{hint}", path=path)
    return columns


def _person(row: Mapping[str, str], path: Path, line: int) -> Person:
    for column, cell in row.items():
        if any(category(letter) == "Cc" for letter in cell):
            raise _wrong(path, line, column, "holds a line break or another control character.")
    for column in ("person_id", "name"):
        if not row[column]:
            raise _wrong(path, line, column, "is empty.")
    certified_on, start, end = (_date(row[column], path, line, column) for column in CREDENTIAL_DATES)
    if not row["credential"] and any((certified_on, start, end, row.get("certified_by"))):
        raise _wrong(path, line, "credential", "is empty, but the row says more about a credential.")
    if start and end and end <= start:
        raise _wrong(path, line, "cycle_end", f"{end} is not after cycle_start {start}.")
    if certified_on and end and certified_on > end:
        raise _wrong(path, line, "certified_on", f"{certified_on} is after cycle_end {end}.")
    return Person(
        person_id=row["person_id"],
        name=row["name"],
        other_names=tuple(name.strip() for name in row["other_names"].split(";") if name.strip()),
        email=row["email"] or None,
        credentials=(
            (Credential(row["credential"], certified_on, start, end, row.get("certified_by") or None),)
            if row["credential"]
            else ()
        ),
    )


def _date(cell: str, path: Path, line: int, column: str) -> date | None:
    """A date of the roster; None for an empty cell.

    >>> _date("2027-04-30", Path("staff.csv"), 2, "cycle_end")
    datetime.date(2027, 4, 30)
    """
    if not cell:
        return None
    try:
        if _DATE.fullmatch(cell):
            return date.fromisoformat(cell)
    except ValueError:
        pass  # such as 2027-02-30: refused below
    raise _wrong(path, line, column, f"{cell!r} is not a date of the form YYYY-MM-DD.")


def _wrong(path: Path, line: int, column: str, what: str) -> SettingsError:
    return SettingsError(f"{path}, line {line}, column {column}: {what}", path=path)
