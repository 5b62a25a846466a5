"""What may be accepted on layouts that people confirmed: simulates it, the last step of `make models`.

    python -m models.known

Takes made certificates of layouts that no model learned from, read and understood by the product's own pipeline; a
simulated person confirms three of each layout, and others of it are recalled in the light of that. Gives in
`trained/calibration.json` what the values of a field are weighed by there (`known_layout`), and the table of thresholds
`acceptance_known`, from the least sure required field of each certificate and whether all of them are right, by folds:
no certificate is recalled with weights that its own layout had a part in. Prints what share is accepted. Refuses to
touch anything else in that file, and to count a certificate that anything else than its confidence keeps from being
accepted.
"""

import json
import multiprocessing
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any, Final

from ingest.activity import REQUIRED_FIELDS, Credit, Field, FieldName, IssueCode, Outcome, PartialDate, Unit
from ingest.confidence import NOTHING_ACCEPTED, Acceptance, Calibration, Weights
from ingest.fingerprint import parse_fingerprint
from ingest.known_layout import WEIGHED, options_of, weighed
from ingest.memory import KNOWN_AFTER, LearnedLayout, Memory, lesson, make_memory
from ingest.pipeline import Tools, build_tools, process
from ingest.recall import recall
from ingest.settings import load_settings
from models.calibrate import THRESHOLDS as OF_NEW_LAYOUTS
from models.calibrate import upper_bound
from models.generator.written import pages_for
from models.judge import Label, is_right
from models.known_weights import Example, fit
from models.made import PROCESSES, files_of_layout, label_of

TRAINED: Final = Path(__file__).parent / "trained"
# Other layouts than those that the models learned from, and written pages kept back.
SEED: Final = 101
LAYOUTS: Final = 650
EACH: Final = 6
SCANS: Final = 0.02
FOLDS: Final = 5
PROMISED: Final = 0.005  # the share of wrong records that `ingest.toml` promises if nobody changes it
THRESHOLDS: Final = (*OF_NEW_LAYOUTS, 0.9995, 0.9999)
START: Final = datetime(2026, 1, 1, tzinfo=UTC)  # of the simulated confirmations
# What a person corrects; other fields stay as the machine has them.
CORRECTED: Final = (*REQUIRED_FIELDS, FieldName.PROGRAM_NUMBER)


@dataclass(frozen=True, slots=True)
class Seen:
    """One made certificate, and what the machine made of it."""

    layout: str
    expected: Mapping[str, Any]  # its record, see `models.generator`
    outcome: Outcome

    @property
    def group(self) -> str:
        """The layout, or the written page; several layouts may print the same page."""
        return str(self.expected["layout"])

    @property
    def label(self) -> Label:
        return label_of(self.outcome.source.path.name, self.expected)


@dataclass(frozen=True, slots=True)
class Recalled:
    """A certificate of a known layout in the light of what people confirmed."""

    outcome: Outcome
    kind: str  # text_pdf, scan ...
    least: float  # the confidence of its least sure required field
    blocking: tuple[str, ...]  # what else is in doubt, as `field code`
    wrong: tuple[FieldName, ...]  # required fields

    def is_accepted(self, threshold: float) -> bool:
        """Whether no person looks at it."""
        return not self.blocking and self.least >= threshold


@dataclass(frozen=True, slots=True)
class Asked:
    """A certificate of a layout of which others are confirmed."""

    item: Seen
    memory: Memory

    @property
    def layout(self) -> LearnedLayout | None:
        """What was learned of its layout."""
        found = self.item.outcome.layout
        return self.memory.layout_of(parse_fingerprint(found)) if found else None


def main() -> None:
    """Make, read, confirm, recall; write the weights and the table, and print what they mean."""
    start = time.perf_counter()
    seen = seen_certificates(SEED, LAYOUTS, EACH, scans=SCANS)
    asked = after_confirming(seen)
    examples = [examples_of(one) for one in asked]
    looked_up = recalled_by_folds(asked, examples)
    table = acceptance_known(looked_up)
    write(table, fitted(examples), TRAINED / "calibration.json")
    print(f"{len(seen)} certificates, {len(looked_up)} of them known once three others of their layout are confirmed")
    print("\n".join(summary(looked_up, table, PROMISED)))
    print(f"known layouts: {time.perf_counter() - start:.0f} s")


def seen_certificates(seed: int, layouts: int, each: int, *, scans: float) -> list[Seen]:
    """What the machine makes of `layouts` times `each` made certificates, a share of them scans and photographs."""
    tasks = ((seed, number, each, scans) for number in range(layouts))
    with multiprocessing.get_context("spawn").Pool(PROCESSES) as pool:
        return [item for part in pool.imap(_of_layout, tasks, chunksize=2) for item in part]


def after_confirming(seen: Sequence[Seen]) -> list[Asked]:
    """The certificates of known layouts, each once, after a person confirmed `KNOWN_AFTER` others of its layout.

    These are the first ones; for the first ones themselves, in a second round, the last ones.
    """
    by_layout = defaultdict(list)
    for item in seen:
        if item.outcome.activity is not None:
            by_layout[item.layout].append(item)
    layouts = list(by_layout.values())
    first = [items[:KNOWN_AFTER] for items in layouts]
    last = [items[KNOWN_AFTER:][-KNOWN_AFTER:] for items in layouts]
    rest = [item for items in layouts for item in items[KNOWN_AFTER:]]
    return [*_asked_of(rest, first), *_asked_of([item for items in first for item in items], last)]


def _asked_of(items: Iterable[Seen], taught: Iterable[Sequence[Seen]]) -> Iterator[Asked]:
    people = [item for of_layout in taught for item in of_layout]
    lessons = [lesson(item.outcome, confirmed(item), START + timedelta(minutes=n)) for n, item in enumerate(people)]
    memory = make_memory(lessons)
    asked = (Asked(item, memory) for item in items)
    return (one for one in asked if one.layout is not None and one.layout.is_known)


def confirmed(item: Seen) -> Outcome:
    """The outcome as a person confirms it who reads the certificate: what is wrong is corrected, no doubt is left."""
    activity = item.outcome.activity
    assert activity is not None
    changed: dict[str, Any] = {}
    for name in CORRECTED:
        if is_right(item.label, name, activity.field(name).value) is False:
            value = _value(name, item.expected["activity"][name.value])
            changed[name.value] = Field(name, value, decided_by="simulated")
    return replace(item.outcome, activity=replace(activity, **changed, issues=()))


def examples_of(asked: Asked) -> dict[FieldName, Example]:
    """What weights are fitted on: the values of each field that the layout states."""
    activity, layout = asked.item.outcome.activity, asked.layout
    assert activity is not None and layout is not None
    found = {}
    for name in REQUIRED_FIELDS:
        options = options_of(activity.field(name))
        if options and layout.is_stated(name):
            rows = tuple(weighed(asked.item.outcome, options, layout))
            right = tuple(is_right(asked.item.label, name, option.value) is not False for option in options)
            found[name] = Example(rows, right)
    return found


def fitted(examples: Iterable[Mapping[FieldName, Example]]) -> dict[FieldName, Weights]:
    """The weights of each field."""
    by_name = defaultdict(list)
    for fields in examples:
        for name, example in fields.items():
            by_name[name].append(example)
    return {name: fit(found) for name, found in by_name.items()}


def recalled_by_folds(asked: Sequence[Asked], examples: Sequence[Mapping[FieldName, Example]]) -> list[Recalled]:
    """Each certificate in the light of the memory, with weights fitted on other layouts and written pages."""
    groups = sorted({one.item.group for one in asked})
    folds = [groups.index(one.item.group) % FOLDS for one in asked]
    found = []
    for fold in range(FOLDS):
        others = [example for own, example in zip(folds, examples, strict=True) if own != fold]
        calibration = replace(UNFITTED, known_layout=fitted(others))
        found += [recalled(one, calibration) for own, one in zip(folds, asked, strict=True) if own == fold]
    return found


def recalled(asked: Asked, calibration: Calibration) -> Recalled:
    """One certificate in the light of the memory."""
    item = asked.item
    outcome = recall(item.outcome, asked.memory, calibration, PROMISED)
    activity, label = outcome.activity, item.label
    assert activity is not None
    blocking = tuple(
        f"{issue.field or 'record'} {issue.code}"
        for issue in activity.all_issues()
        if issue.field is not FieldName.CATEGORY and issue.code is not IssueCode.LOW_CONFIDENCE
    )
    wrong = tuple(name for name in REQUIRED_FIELDS if is_right(label, name, activity.field(name).value) is False)
    least = min((one.confidence or 0.0 for one in _asked(outcome)), default=0.0)
    return Recalled(outcome, label.kind, least, blocking, wrong)


def acceptance_known(looked_up: Sequence[Recalled]) -> list[dict[str, float]]:
    """For rising thresholds: of the certificates that would be accepted, how many are wrong."""
    table = []
    for threshold in THRESHOLDS:
        accepted = [item for item in looked_up if item.is_accepted(threshold)]
        wrong = sum(bool(item.wrong) for item in accepted)
        bound = round(upper_bound(wrong, len(accepted)), 5)
        table.append({"threshold": threshold, "records": len(accepted), "wrong": wrong, "error_bound": bound})
    return table


def write(table: Sequence[Mapping[str, float]], weights: Mapping[FieldName, Weights], path: Path) -> None:
    """Put the table and the weights into the calibration, and leave all else in it as it is."""
    data = json.loads(path.read_text(encoding="utf-8"))
    data["acceptance_known"] = table
    data["known_layout"] = {
        name.value: {"weights": dict(zip(WEIGHED, found.of, strict=True)), "none": found.none}
        for name, found in weights.items()
    }
    path.write_text(json.dumps(data, indent=1) + "\n", encoding="utf-8")


def summary(looked_up: Sequence[Recalled], table: Iterable[Mapping[str, Any]], promised: float) -> Iterator[str]:
    """The thresholds, what share is accepted at the one that keeps the promise, and what keeps the rest from it."""
    rows = tuple(Acceptance(**row) for row in table)
    threshold = replace(UNFITTED, acceptance_known=rows).acceptance_threshold(promised, is_known=True)
    yield from map(str, rows)
    if threshold == NOTHING_ACCEPTED:
        yield f"no threshold bears out the promise of {promised:.1%}"
    for name, items in _kinds(looked_up):
        accepted = [item for item in items if item.is_accepted(threshold)]
        right = sum(not item.wrong for item in items)
        yield (
            f"{name}: {len(items)} known, {right} wholly right, {len(accepted)} accepted"
            f" ({len(accepted) / max(len(items), 1):.1%}), {sum(bool(item.wrong) for item in accepted)} of them wrong"
        )
    reasons: Counter[str] = Counter()
    for item in looked_up:
        if item.blocking:
            reasons.update(f"{reason}, {'wrong' if item.wrong else 'right'}" for reason in item.blocking)
        elif not item.is_accepted(threshold):
            reasons.update(f"{reason}, unsure" for reason in _unsure(item, min(threshold, 1.0)))
    yield from (f"{count:6} {reason}" for reason, count in reasons.most_common(12))


# Gives no threshold: what is measured here must not depend on what was measured before.
UNFITTED: Final = Calibration("unfitted", {}, ())


def _kinds(looked_up: Sequence[Recalled]) -> tuple[tuple[str, list[Recalled]], ...]:
    digital = [item for item in looked_up if item.kind == "text_pdf"]
    scans = [item for item in looked_up if item.kind != "text_pdf"]
    return (("all", list(looked_up)), ("digital", digital), ("scan", scans))


def _asked(outcome: Outcome) -> list[Field[Any]]:
    """The required fields without those that the layout is known not to state: no value, and no doubt about that."""
    activity = outcome.activity
    fields = [activity.field(name) for name in REQUIRED_FIELDS] if activity else []
    return [item for item in fields if item.value is not None or item.issues]


def _unsure(item: Recalled, threshold: float) -> Iterator[str]:
    for one in _asked(item.outcome):
        if (one.confidence or 0.0) < threshold:
            yield f"{one.name} {'wrong' if one.name in item.wrong else 'right'}"


def _value(name: FieldName, expected: Any) -> Any:
    """A value of an expected record, as the product holds it."""
    if expected is None:
        return None
    if name is FieldName.COMPLETED_ON:
        return PartialDate.parse(expected)
    return Credit(Decimal(expected["value"]), Unit(expected["unit"])) if name is FieldName.CREDIT else str(expected)


def _of_layout(task: tuple[int, int, int, float]) -> list[Seen]:
    seed, number, each, scans = task
    files = files_of_layout(seed, number, each, scans=scans, near_share=0.0, pages=pages_for(None))
    return [Seen(str(number), expected, process(path, _tools())[0]) for path, expected in files]


@cache
def _tools() -> Tools:
    return build_tools(load_settings())


if __name__ == "__main__":
    main()
