"""What staff declared: the claims of a spreadsheet whose columns are free.

Takes a CSV or XLSX file and the lab's names of its columns (the table `[claims]` of ingest.toml); gives `Claim`s.
Refuses to guess: a heading that could mean two things, a date that could mean two days, an amount with a comma that
could part thousands. Each refusal names line and column.
"""

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Final

from rapidfuzz import fuzz

from ingest.activity import PartialDate
from ingest.dates import find_dates
from ingest.errors import SettingsError
from ingest.settings import SETTINGS_FILE
from ingest.spreadsheet import Row, is_formula, read_rows, wrong_cell

# What the columns are called in the lists that labs keep; letters and digits alone are compared.
SYNONYMS: Final[Mapping[str, tuple[str, ...]]] = {
    "person_id": ("person id", "employee id", "staff id", "employee number", "employee no", "staff number", "emp id"),
    "name": ("name", "employee name", "staff name", "employee", "participant", "full name", "staff member"),
    "title": ("title", "course", "course title", "course name", "activity", "activity title", "program title"),
    "hours": ("hours", "credits", "contact hours", "points", "credit hours", "ce hours", "ce credits", "credit"),
    "completed_on": ("completed on", "date", "date completed", "completion date", "completed", "course date"),
    "provider": ("provider", "sponsor", "provider name", "organization", "offered by"),
    "program_number": ("program number", "program no", "program id", "course number", "pace number", "activity number"),
}
REQUIRED: Final = ("title", "hours", "completed_on")  # and one of person_id and name
TEXTS: Final = ("person_id", "name", "title", "provider", "program_number")
DATE_ORDER: Final = "date_order"  # the one key of `[claims]` that names no column
DATE_ORDERS: Final = ("month/day/year", "day/month/year")
MAX_OF_PERSON: Final = 2_000  # claims; forty years of weekly courses
MAX_HOURS: Final = Decimal(1000)  # one course brings fewer

_AMOUNT: Final = re.compile(r"\d{1,6}(?:[.,]\d{1,4})?", re.ASCII)
_SLASHED: Final = re.compile(r"(\d{1,2})([/.-])(\d{1,2})\2(\d{4})", re.ASCII)
_MIDNIGHT: Final = re.compile(r"(\d{4}-\d\d-\d\d)[ T]\d\d:\d\d(?::\d\d(?:\.\d+)?)?", re.ASCII)
_ADVICE: Final = "Write it as YYYY-MM-DD."


@dataclass(frozen=True, slots=True)
class Claim:
    """A course that a person declares to have completed."""

    line: int
    person_id: str | None  # None where the list has names only
    title: str
    hours: Decimal  # as written; the heading is not taken for a unit
    completed_on: PartialDate
    provider: str | None = None
    program_number: str | None = None
    name: str | None = None


def load_claims(path: Path, columns: Mapping[str, str]) -> tuple[Claim, ...]:
    """Read what staff declared, in the order of the file.

    Args:
        path: A CSV or XLSX file.
        columns: The heading of each meaning (the keys of `SYNONYMS`), for headings that are not known; with
            `date_order`, one of `DATE_ORDERS`. Columns that nobody names are left alone.

    Raises:
        SettingsError: the file cannot be read as such a list; names the line and the column.
    """
    _check_keys(columns)
    rows = read_rows(path)
    header = next(rows)
    places = _places(header, columns, path)
    pending = list[tuple[Claim, str | None]]()
    of_person = Counter[str | None]()
    for row in rows:
        claim, date_text = _claim(row, places, header.cells, path)
        pending.append((claim, date_text))
        person = claim.person_id or claim.name
        of_person[person] += 1
        if of_person[person] > MAX_OF_PERSON:
            column = header.cells[places["person_id" if claim.person_id else "name"]]
            raise wrong_cell(path, row.line, column, f"more than {MAX_OF_PERSON:,} claims of {str(person)[:40]!r}.")
    return tuple(_settled(pending, header.cells[places["completed_on"]], columns.get(DATE_ORDER), path))


def _check_keys(columns: Mapping[str, str]) -> None:
    unknown = [key for key in columns if key not in SYNONYMS and key != DATE_ORDER]
    if unknown:
        raise SettingsError(f"{SETTINGS_FILE}, [claims]: {unknown[0]!r} is unknown. Known are {', '.join(SYNONYMS)}.")
    order = columns.get(DATE_ORDER)
    if order is not None and order not in DATE_ORDERS:
        raise SettingsError(f'{SETTINGS_FILE}, [claims]: {DATE_ORDER} is "{DATE_ORDERS[0]}" or "{DATE_ORDERS[1]}".')


def _places(header: Row, columns: Mapping[str, str], path: Path) -> dict[str, int]:
    """Where each meaning stands: as the settings say, else by the synonyms."""
    folded = [_folded(cell) for cell in header.cells]
    places: dict[str, int] = {}
    for meaning, synonyms in SYNONYMS.items():
        named = columns.get(meaning)
        wanted = {_folded(named)} if named is not None else {_folded(meaning), *map(_folded, synonyms)}
        found = [place for place, cell in enumerate(folded) if cell and cell in wanted]
        if named is not None and not found:
            raise wrong_cell(
                path, header.line, named, f"there is no such heading, but [claims] of {SETTINGS_FILE} names it."
            )
        found = [place for place in found if not _is_named_otherwise(folded[place], meaning, columns)]
        if len(found) > 1:
            names = " and ".join(repr(header.cells[place]) for place in found)
            raise wrong_cell(
                path,
                header.line,
                header.cells[found[1]],
                f"{names} could both be {meaning}. {_table(meaning, header.cells[found[0]])}",
            )
        if found:
            places[meaning] = found[0]
    _check_complete(places, header, path)
    return places


def _is_named_otherwise(cell: str, meaning: str, columns: Mapping[str, str]) -> bool:
    return any(key not in (meaning, DATE_ORDER) and _folded(named) == cell for key, named in columns.items())


def _check_complete(places: Mapping[str, int], header: Row, path: Path) -> None:
    """Everything needed is there; else which heading it may be, and what to write so that it is known."""
    missing = [meaning for meaning in REQUIRED if meaning not in places]
    if "person_id" not in places and "name" not in places:
        missing.insert(0, "person_id")
    if not missing:
        return
    free = [cell for place, cell in enumerate(header.cells) if cell and place not in places.values()]
    pairs = {meaning: max(free, key=lambda cell: _likeness(cell, meaning)) for meaning in missing} if free else {}
    heading = pairs.get(missing[0], header.cells[0])
    if free:
        unknown = f"not recognised: {', '.join(map(repr, free))}. "
        advice = _table(*(item for pair in pairs.items() for item in pair))
    else:
        unknown, advice = "", "Add the column."
    raise wrong_cell(path, header.line, heading, f"no heading says {' or '.join(missing[:1])}; {unknown}{advice}")


def _likeness(cell: str, meaning: str) -> float:
    return max(fuzz.ratio(_folded(cell), _folded(known)) for known in (meaning, *SYNONYMS[meaning]))


def _table(*pairs: str) -> str:
    """What to write into the settings once."""
    lines = "".join(
        f"\n{meaning} = {json.dumps(heading, ensure_ascii=False)}"
        for meaning, heading in zip(pairs[::2], pairs[1::2], strict=True)
    )
    return f"Write into {SETTINGS_FILE}, with the right headings:\n[claims]{lines}"


def _folded(text: str) -> str:
    return re.sub(r"[\W_]", "", text.casefold())


def _claim(row: Row, places: Mapping[str, int], headings: tuple[str, ...], path: Path) -> tuple[Claim, str | None]:
    """The claim, and its date as text where that may mean two days."""
    cells = {meaning: row.cells[place] for meaning, place in places.items()}
    for meaning in TEXTS:
        if is_formula(cells.get(meaning, "")):
            raise wrong_cell(
                path, row.line, headings[places[meaning]], f"{cells[meaning][:40]!r} begins as a formula. Write text."
            )
    for meaning in places:
        if not cells[meaning] and (meaning in REQUIRED or (meaning == "person_id" and not cells.get("name"))):
            raise wrong_cell(path, row.line, headings[places[meaning]], "is empty.")
    if not cells.get("person_id") and not cells.get("name"):
        raise wrong_cell(path, row.line, headings[places["name"]], "is empty.")
    completed_on = _date(cells["completed_on"])
    if completed_on is None and not _two_ways(cells["completed_on"]):
        raise wrong_cell(
            path,
            row.line,
            headings[places["completed_on"]],
            f"{cells['completed_on'][:40]!r} is no date that can be read in one way. {_ADVICE}",
        )
    claim = Claim(
        line=row.line,
        person_id=cells.get("person_id") or None,
        title=cells["title"],
        hours=_hours(cells["hours"], path, row.line, headings[places["hours"]]),
        completed_on=completed_on or PartialDate(1),
        provider=cells.get("provider") or None,
        program_number=cells.get("program_number") or None,
        name=cells.get("name") or None,
    )
    return claim, cells["completed_on"] if completed_on is None or _is_slashed(cells["completed_on"]) else None


def _settled(pending: list[tuple[Claim, str | None]], column: str, order: str | None, path: Path) -> Iterator[Claim]:
    """The claims with their dates: the other rows of a column may say whether month or day comes first."""
    evidence = {  # by whether the month comes first, the line that shows it
        month_first: claim.line
        for claim, text in pending
        if text is not None and (month_first := _month_first(text)) is not None
    }
    known = DATE_ORDERS.index(order) == 0 if order else next(iter(evidence)) if len(evidence) == 1 else None
    for claim, text in pending:
        if text is None or not _two_ways(text):
            yield claim
            continue
        if known is None:
            both = sorted(evidence.values())
            why = f"lines {both[0]} and {both[1]} contradict each other" if both else "no other row settles it"
            raise wrong_cell(
                path,
                claim.line,
                column,
                f"{text!r} may mean two days, and {why}. {_ADVICE} Or write into {SETTINGS_FILE}:\n"
                f'[claims]\n{DATE_ORDER} = "{DATE_ORDERS[0]}"',
            )
        one, two, year = _slashed(text)
        yield replace(claim, completed_on=PartialDate(year, *((one, two) if known else (two, one))))


def _date(text: str) -> PartialDate | None:
    """A date that can mean one day only, or a month or a year that is written as such; None for all else.

    >>> str(_date("2026-03-14")), str(_date("3/14/2026")), str(_date("14 March 2026")), _date("3/4/2026")
    ('2026-03-14', '2026-03-14', '2026-03-14', None)
    """
    midnight = _MIDNIGHT.fullmatch(text)
    try:
        found = PartialDate.parse(midnight[1] if midnight else text)
    except ValueError:
        pass
    else:
        return found if _is_likely(found) else None
    if _is_slashed(text):
        one, two, year = _slashed(text)
        readings = {reading for pair in ((one, two), (two, one)) if (reading := _day(year, *pair))}
    else:
        spans = [span for span in find_dates(text) if (span.start, span.end) == (0, len(text))]
        # Figures alone are read above; here the month must be a word, and the year whole.
        worded = re.search(r"[^\W\d_]{3}", text) and re.search(r"\d{4}", text)
        readings = set(spans[0].readings) if spans and worded else set()
    return readings.pop() if len(readings) == 1 else None


def _is_slashed(text: str) -> bool:
    return _SLASHED.fullmatch(text) is not None


def _slashed(text: str) -> tuple[int, int, int]:
    match = _SLASHED.fullmatch(text)
    assert match is not None
    return int(match[1]), int(match[3]), int(match[4])


def _two_ways(text: str) -> bool:
    if not _is_slashed(text):
        return False
    one, two, year = _slashed(text)
    return one != two and _day(year, one, two) is not None and _day(year, two, one) is not None


def _month_first(text: str) -> bool | None:
    """Whether a slashed date shows that the month comes first; None if it shows nothing."""
    one, two, _ = _slashed(text)
    return None if one <= 12 and two <= 12 else two > 12


def _day(year: int, month: int, day: int) -> PartialDate | None:
    try:
        found = PartialDate(year, month, day)
    except ValueError:
        return None
    return found if _is_likely(found) else None


def _is_likely(found: PartialDate) -> bool:
    """Not a number that happens to look like a year."""
    return date(1950, 1, 1) <= found.days()[0] <= date(2100, 1, 1)


def _hours(text: str, path: Path, line: int, column: str) -> Decimal:
    """An amount with a decimal point, or a comma that cannot part thousands.

    >>> _hours("1,5", Path("claims.csv"), 2, "hours")
    Decimal('1.5')
    """
    if not _AMOUNT.fullmatch(text):
        raise wrong_cell(path, line, column, f"{text[:40]!r} is not an amount such as 1.5")
    if re.search(r"[1-9]\d*,\d{3}$", text):
        raise wrong_cell(path, line, column, f"{text!r}: the comma may part thousands. Write a decimal point.")
    hours = Decimal(text.replace(",", "."))
    if not 0 < hours <= MAX_HOURS:
        raise wrong_cell(path, line, column, f"{text!r} is not an amount that a course brings (to {MAX_HOURS}).")
    return hours
