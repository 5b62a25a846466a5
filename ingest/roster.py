"""The lab's staff list in, and whose certificate this is: printed holder's names against people, with reasons.

Takes the CSV file of the contract, gives `Person`s; takes a printed name, gives a `Match`.
Refuses a file with another header, another encoding, wrong dates or rows that contradict each other; refuses to choose
between two people whom a name fits equally well.
"""

import csv
import io
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import IntEnum
from pathlib import Path
from typing import Final
from unicodedata import category, combining, normalize

from rapidfuzz import fuzz, process

from ingest.errors import SettingsError
from ingest.names import plain_name
from ingest.person import Credential, Person
from ingest.vocabulary import Vocabulary, load_vocabulary

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
CREDENTIAL_DATES: Final = ("certified_on", "cycle_start", "cycle_end")

# Share of alike letters (0..100) from which a name may be a misread one: a slip in a name of ten letters.
NEAR_RATIO: Final = 88.0

_DATE: Final = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_GENERATION: Final = re.compile(r"[\s,](jr|sr|ii|iii|iv)\b\.?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Match:
    """Whose a printed name is. Not `certain`: a person must look; `person_id` None: nobody's, or one of several."""

    person_id: str | None
    certain: bool
    reason: str  # a sentence for the reviewer


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


class _Likeness(IntEnum):
    """How well a printed name fits a known one; from FITS on it may be taken without a person looking."""

    NONE = 0
    NEAR = 1  # a slip, another order of the words
    INITIAL = 2  # the first name only as an initial
    FITS = 3  # a middle name on one side only, or as an initial
    SAME = 4


_HOW: Final[Mapping[_Likeness, str]] = {
    _Likeness.NEAR: "is written nearly so",
    _Likeness.INITIAL: "has this initial and last name",
    _Likeness.FITS: "has this first and last name, and no middle name against it",
    _Likeness.SAME: "is written just so",
}


@dataclass(frozen=True, slots=True)
class _Name:
    """A name for comparing: words without case, accents and points; hyphens part words."""

    words: tuple[str, ...]
    generation: str | None  # "jr", "iii"

    @property
    def joined(self) -> str:
        return " ".join(self.words)


class NameIndex:
    """The names of a roster, ready to be asked for many printed names."""

    def __init__(self, people: Iterable[Person], vocabulary: Vocabulary | None = None) -> None:
        self._vocabulary = vocabulary or load_vocabulary()
        self._people = {person.person_id: person for person in people}
        self._names = [
            (_parse(text, self._vocabulary), person.person_id)
            for person in self._people.values()
            for text in (person.name, *person.other_names)
        ]
        self._by_last_word: dict[str, list[int]] = defaultdict(list)
        self._by_all_words: dict[tuple[str, ...], list[int]] = defaultdict(list)
        for number, (name, _) in enumerate(self._names):
            if name.words:
                self._by_last_word[name.words[-1]].append(number)
                self._by_all_words[tuple(sorted(name.words))].append(number)
        self._joined = [name.joined for name, _ in self._names]

    def match(self, printed: str | None) -> Match:
        """Whose a printed name is."""
        name = _parse(printed or "", self._vocabulary)
        if not name.words:
            return Match(None, False, "no holder's name was read")
        fits = self._likenesses(name, self._by_last_word.get(name.words[-1], ()))
        if max(fits.values(), default=_Likeness.NONE) < _Likeness.FITS:
            near = process.extract(name.joined, self._joined, scorer=fuzz.ratio, score_cutoff=NEAR_RATIO, limit=None)
            numbers = {number for _, _, number in near} | set(self._by_all_words.get(tuple(sorted(name.words)), ()))
            fits |= self._likenesses(name, sorted(numbers))
        return self._decide(printed or "", fits)

    def _likenesses(self, name: _Name, numbers: Iterable[int]) -> dict[str, _Likeness]:
        """For each person whom the name may mean: how well the best of the person's names fits."""
        best: dict[str, _Likeness] = {}
        for number in numbers:
            known, person_id = self._names[number]
            best[person_id] = max(_compare(name, known), best.get(person_id, _Likeness.NONE))
        return {person_id: likeness for person_id, likeness in best.items() if likeness}

    def _decide(self, printed: str, fits: Mapping[str, _Likeness]) -> Match:
        if not fits:
            return Match(None, False, f"nobody on the roster is called {printed!r}")
        top = max(fits.values())
        best = [person_id for person_id, likeness in fits.items() if likeness is top]
        if len(best) > 1:
            called = " and ".join(f"{self._people[person_id].name} ({person_id})" for person_id in best)
            return Match(None, False, f"{called} fit {printed!r} equally well")
        person = self._people[best[0]]
        reason = f"{person.name} ({person.person_id}) {_HOW[top]}"
        rivals = [person_id for person_id, likeness in fits.items() if likeness >= _Likeness.FITS]
        if top >= _Likeness.FITS and len(rivals) > 1:
            other = next(self._people[person_id] for person_id in rivals if person_id != person.person_id)
            return Match(person.person_id, False, f"{reason}, but {other.name} ({other.person_id}) may be meant too")
        return Match(person.person_id, top >= _Likeness.FITS, reason)


def _compare(printed: _Name, known: _Name) -> _Likeness:
    """How well two names fit. Different middle initials, or Jr. and Sr., forbid it however alike the rest is."""
    middles = tuple(zip(printed.words[1:-1], known.words[1:-1], strict=False))
    forbidden = (
        bool(printed.generation and known.generation and printed.generation != known.generation)
        or any(one[0] != other[0] for one, other in middles)
        or (min(len(printed.words), len(known.words)) < 2 and printed.words != known.words)
    )
    if sorted(printed.words) == sorted(known.words) and printed.generation in (known.generation, None):
        return _Likeness.SAME if printed.words == known.words else _Likeness.NEAR
    if forbidden:
        return _Likeness.NONE
    first, known_first = printed.words[0], known.words[0]
    same_middles = all(one == other or 1 in (len(one), len(other)) for one, other in middles)
    if printed.words[-1] == known.words[-1] and same_middles:
        if first == known_first:
            return _Likeness.FITS
        if first[0] == known_first[0] and 1 in (len(first), len(known_first)):
            return _Likeness.INITIAL
    alike = fuzz.ratio(printed.joined, known.joined) >= NEAR_RATIO
    return _Likeness.NEAR if alike else _Likeness.NONE


def _parse(text: str, vocabulary: Vocabulary) -> _Name:
    generation = _GENERATION.search(text)
    plain = plain_name(_GENERATION.sub(" ", text), vocabulary)
    letters = "".join(letter for letter in normalize("NFKD", plain.casefold()) if not combining(letter))
    words = re.sub(r"[-‐‑.,]", " ", re.sub(r"['’`]", "", letters)).split()
    return _Name(tuple(words), generation[1].lower() if generation else None)


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
    wrong = [name for name in columns if name not in COLUMNS or columns.count(name) > 1]
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
    if not row["credential"] and any((certified_on, start, end)):
        raise _wrong(path, line, "credential", "is empty, but the row has a credential's dates.")
    if start and end and end <= start:
        raise _wrong(path, line, "cycle_end", f"{end} is not after cycle_start {start}.")
    if certified_on and end and certified_on > end:
        raise _wrong(path, line, "certified_on", f"{certified_on} is after cycle_end {end}.")
    return Person(
        person_id=row["person_id"],
        name=row["name"],
        other_names=tuple(name.strip() for name in row["other_names"].split(";") if name.strip()),
        email=row["email"] or None,
        credentials=(Credential(row["credential"], certified_on, start, end),) if row["credential"] else (),
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
