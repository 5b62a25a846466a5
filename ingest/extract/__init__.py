"""Page range -> candidates with evidence: pieces proposed by layout and form, weighed by the trained models.

Takes a document and the first and last page of one certificate, gives candidates for every field, the likeliest of each
field first. Refuses to choose a value or to fill one in: that is `normalise`.
"""

from typing import Final

import numpy as np

from ingest.activity import Candidate, FieldName
from ingest.document import Document
from ingest.extract.features import features
from ingest.extract.level import find_levels
from ingest.extract.tokens import PAGE, Floats, Sheet, make_sheet
from ingest.extract.values import Proposals as Proposals
from ingest.extract.values import propose_texts, propose_values
from ingest.layout import Layout
from ingest.scorer import Scorer
from ingest.vocabulary import Vocabulary

# Candidates kept for each field: enough for a person to choose from.
KEPT: Final = 12
# Pieces less likely than this are noise.
LEAST: Final = 0.002
METHOD: Final = "model:fields-1"


def extract(
    document: Document, pages: tuple[int, int], vocabulary: Vocabulary, scorer: Scorer
) -> tuple[Candidate, ...]:
    """All candidates of the certificate on `pages` (first and last, from 1)."""
    sheet = sheet_of(document, pages, vocabulary)
    kept: list[Candidate] = []
    for names, proposals in proposals_of(sheet):
        rows = rows_of(sheet, proposals)
        for name in names:
            chances = scorer.score(name, rows)
            kept += [
                candidate_at(document, sheet, name, proposals, row=int(row), chance=float(chances[row]))
                for row in np.argsort(-chances, kind="stable")[:KEPT]
                if chances[row] >= LEAST
            ]
    return (*kept, *find_levels(document, sheet.layout))


def sheet_of(document: Document, pages: tuple[int, int], vocabulary: Vocabulary) -> Sheet:
    """The certificate on `pages` in columns."""
    first, last = pages
    shown = tuple(page for page in document.pages if first <= page.number <= last)
    return make_sheet(Layout(shown), vocabulary)


def proposals_of(sheet: Sheet) -> tuple[tuple[tuple[FieldName, ...], Proposals], ...]:
    """The pieces that may be values, each kind with the fields that choose from it."""
    return (((FieldName.HOLDER, FieldName.TITLE, FieldName.PROVIDER), propose_texts(sheet)), *propose_values(sheet))


def rows_of(sheet: Sheet, proposals: Proposals) -> Floats:
    """The features of the pieces, then what their form says."""
    return np.concatenate((features(sheet, proposals.pieces), proposals.form), axis=1, dtype=np.float32)


def candidate_at(
    document: Document, sheet: Sheet, name: FieldName, proposals: Proposals, *, row: int, chance: float
) -> Candidate:
    """One of the proposed pieces with its evidence."""
    start, end = int(proposals.pieces.starts[row]), int(proposals.pieces.ends[row])
    page = sheet.layout.pages[start // PAGE]
    evidence = document.evidence(page, start % PAGE, (end - 1) % PAGE + 1)
    return Candidate(name, evidence, chance, METHOD, proposals.labels[row])
