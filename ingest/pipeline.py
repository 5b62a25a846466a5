"""The straight line: one document from its path to its outcomes.

Takes a path and the tools that a worker builds once, gives an outcome for each certificate in the file. A file that
fails gives one outcome with the failure; only errors that stop the whole run are raised.
"""

import hashlib
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path

from ingest import __version__, second_look
from ingest.acquire import acquire, describe
from ingest.activity import Failure, FieldName, Issue, IssueCode, Outcome, Run
from ingest.badge import Badge, read_badges
from ingest.badge_activity import badge_activity
from ingest.badge_data import is_badge
from ingest.badge_signature import PinnedKey, load_keys
from ingest.classify import Classifier, classify, load_classifier
from ingest.confidence import Calibration, load_calibration
from ingest.document import Page, PageShape, SourceFile
from ingest.errors import DocumentError
from ingest.extract import extract
from ingest.fingerprint import fingerprint
from ingest.normalise import find_options, normalise
from ingest.opinion import Opinion, agrees, load_opinion, opinions
from ingest.read import read
from ingest.scorer import Scorer, load_scorer
from ingest.settings import Settings
from ingest.split import Part, split
from ingest.tesseract import engine_version
from ingest.transcript import row_candidates
from ingest.vocabulary import MODEL_FOLDER, Vocabulary, load_vocabulary


@dataclass(frozen=True, slots=True)
class Tools:
    """What a worker builds once and every stage is given a part of."""

    settings: Settings
    run: Run
    vocabulary: Vocabulary
    scorer: Scorer
    opinion: Opinion
    calibration: Calibration
    classifier: Classifier
    badge_keys: tuple[PinnedKey, ...]


def describe_run(settings: Settings) -> Run:
    """What outcomes made now are made by.

    Raises:
        MissingToolError: Tesseract is not installed.
    """
    model = hashlib.sha256()
    for path in sorted(MODEL_FOLDER.rglob("*")):
        if path.is_file():
            model.update(path.name.encode() + path.read_bytes())
    version = f"{load_calibration(MODEL_FOLDER).version}+{model.hexdigest()[:8]}"
    return Run(__version__, version, _readers(settings), settings.digest())


def _readers(settings: Settings) -> str:
    """What reads pictures, such as ``tesseract 5.5.4 (in process), rapidocr 3.10.0``."""
    names = (f"tesseract {engine_version(settings.ocr_engine)}", second_look.engine_version())
    return ", ".join(name for name in names if name)


def build_tools(settings: Settings) -> Tools:
    """Load everything that reading needs.

    Raises:
        MissingToolError: Tesseract is not installed.
        SettingsError: a file of the model is damaged, or a pinned key cannot be used.
    """
    return Tools(
        settings,
        describe_run(settings),
        load_vocabulary(),
        load_scorer(MODEL_FOLDER),
        load_opinion(MODEL_FOLDER),
        load_calibration(MODEL_FOLDER),
        load_classifier(),
        load_keys(settings.badge_keys),
    )


def process(path: Path, tools: Tools) -> tuple[Outcome, ...]:
    """Read and understand one file.

    Raises:
        IngestError: something that stops the run; never a `DocumentError`.
    """
    clock = _Clock()
    source: SourceFile | None = None
    try:
        with clock.stage("acquire"):
            source = acquire(path, tools.settings)
        if is_badge(source.media_type):
            return _badge_outcomes(source, tools, clock)
        with clock.stage("read"):
            document = read(source, tools.settings)
    except DocumentError as error:
        failure = Failure(error.code, error.message)
        return (Outcome(source or describe(path), (0, 0), tools.run, None, failure, clock.seconds()),)
    with clock.stage("split"):
        parts = split(document)
    return tuple(_understand(part, tools, clock) for part in parts)


def _badge_outcomes(source: SourceFile, tools: Tools, clock: "_Clock") -> tuple[Outcome, ...]:
    """An outcome for each achievement, straight from the data: there is nothing to split and nothing to find."""
    today = datetime.now(tz=UTC).date()
    with clock.stage("read"):
        _, badges = read_badges(source, tools.settings, tools.badge_keys, today)
    return tuple(_badge_outcome(source, badge, tools, today, clock) for badge in badges)


def _badge_outcome(source: SourceFile, badge: Badge, tools: Tools, today: date, clock: "_Clock") -> Outcome:
    with clock.stage("normalise"):
        activity = badge_activity(badge, vocabulary=tools.vocabulary, classifier=tools.classifier, today=today)
    pages, shapes = (badge.page.number, badge.page.number), (_shape(badge.page),)
    return Outcome(source, pages, tools.run, activity, None, clock.seconds(), shapes)


def _understand(part: Part, tools: Tools, clock: "_Clock") -> Outcome:
    """One certificate: extract, find the options, classify by the surest title, normalise."""
    document, pages = part.document, part.pages
    shown = tuple(page for page in document.pages if pages[0] <= page.number <= pages[1])
    text = "\n".join(page.text for page in shown)
    with clock.stage("extract"):
        candidates = extract(document, pages, tools.vocabulary, tools.scorer)
        if part.row is not None:
            candidates = row_candidates(part.row, candidates)
    with clock.stage("opinion"):
        said = opinions(shown, tools.opinion)
    today = datetime.now(tz=UTC).date()
    with clock.stage("normalise"):
        options = find_options(
            candidates,
            lambda candidate: agrees(candidate, said),
            vocabulary=tools.vocabulary,
            calibration=tools.calibration,
            today=today,
        )
    with clock.stage("classify"):
        titles = options.get(FieldName.TITLE)
        category = classify(titles[0].reading.value if titles else None, text, tools.classifier)
    with clock.stage("normalise"):
        activity = normalise(
            options,
            category,
            vocabulary=tools.vocabulary,
            calibration=tools.calibration,
            promised_error=tools.settings.promised_error,
            today=today,
        )
    issues = [*activity.issues, *part.issues]
    for page in shown:
        if page.doubt is not None:
            issues.append(Issue(IssueCode.LAYER_DISAGREES, None, f"page {page.number}: {page.doubt}"))
    activity = replace(activity, issues=tuple(issues))
    shapes = tuple(map(_shape, shown))
    if part.row is not None:  # what a table says of one row is no layout
        return Outcome(document.source, pages, tools.run, activity, None, clock.seconds(), shapes, part.row.number)
    found = fingerprint(shown, activity)
    layout = None if found is None else str(found)
    return Outcome(document.source, pages, tools.run, activity, None, clock.seconds(), shapes, layout=layout)


def _shape(page: Page) -> PageShape:
    return PageShape(page.number, page.width, page.height, page.rotation, page.corners, page.codes)


class _Clock:
    """Wall time by stage."""

    def __init__(self) -> None:
        self._seconds: dict[str, float] = {}

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        start = time.perf_counter()
        try:
            yield
        finally:
            self._seconds[name] = self._seconds.get(name, 0.0) + time.perf_counter() - start

    def seconds(self) -> tuple[tuple[str, float], ...]:
        return tuple(self._seconds.items())
