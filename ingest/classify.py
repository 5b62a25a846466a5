"""Title and printed lines of a certificate -> the area of the lab, with a probability for each.

Takes the title and the text of one certificate, gives a `Category`. Refuses to say what an area counts for: that is
data in the rule files. Which topic belongs to which area is written in `docs/categories.md`; `models/categories.py`
makes the weights (`categories.npz`) and the terms that name an area (`categories.tsv`).
"""

import csv
import re
import unicodedata
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

import numpy as np
import spacy
from numpy.typing import NDArray
from spacy.matcher import PhraseMatcher
from spacy.util import filter_spans

from ingest.activity import Category, CategoryLabel
from ingest.errors import SettingsError
from ingest.vocabulary import MODEL_FOLDER

MODEL_FILE: Final = "categories.npz"
TERMS_FILE: Final = "categories.tsv"
LABELS: Final = tuple(CategoryLabel)

# The chance that an area printed on the paper is right. Not measured: the house's word for "a person printed it".
_PRINTED: Final = 0.97
# How much objectives and a description count beside the title's 1, and beside a title that alone is `other`. Of 23
# vague titles with objectives (made for this, 2026-11-23) 22 are told with them and 2 without; 7 plain titles beside
# misleading objectives all stay right.
_DESCRIBED: Final = 0.5
_DESCRIBED_ALONE: Final = 0.8
_RUNNERS_UP: Final = 3
# An area whose term stands in the title is a second one of the course from this chance on.
_ALSO: Final = 0.02
_LONGEST: Final = 400  # characters of a title or description that are looked at

# Florida's headings (labce.com, asclsce.org, cdc.gov/labtraining, help.cebroker.com, read 2026-11-23) and the plain
# names of disciplines, as they are printed after a label. The first area is meant where the title tells nothing.
_PRINTED_AREAS: Final = {
    "administration and supervision": ("management",),
    "blood bank": ("blood_banking",),
    "blood banking": ("blood_banking",),
    "blood banking donor processing": ("blood_banking",),
    "blood banking immunohematology": ("blood_banking",),
    "body fluids": ("urinalysis_body_fluids",),
    "chemistry": ("chemistry",),
    "clinical chemistry": ("chemistry",),
    "clinical chemistry ua toxicology": ("chemistry", "urinalysis_body_fluids"),
    "clinical chemistry urinalysis toxicology": ("chemistry", "urinalysis_body_fluids"),
    "coagulation": ("coagulation",),
    "cytogenetics": ("molecular",),
    "cytology": ("histology_cytology",),
    "education": ("education",),
    "ethics": ("ethics",),
    "florida laws and rules": ("quality_regulatory",),
    "hematology": ("hematology",),
    "hematology coagulation": ("hematology", "coagulation"),
    "hematology hemostasis": ("hematology", "coagulation"),
    "hemostasis": ("coagulation",),
    "histocompatibility": ("immunology",),
    "histology": ("histology_cytology",),
    "histotechnology": ("histology_cytology",),
    "hiv aids": ("safety",),
    "immunohematology": ("blood_banking",),
    "immunohistochemistry advanced histologic techniques": ("histology_cytology",),
    "immunology": ("immunology",),
    "immunology serology": ("immunology",),
    "laboratory management": ("management",),
    "laboratory operations": ("management", "quality_regulatory"),
    "laboratory safety": ("safety",),
    "laws and rules": ("quality_regulatory",),
    "management": ("management",),
    "medical errors": ("safety",),
    "medical ethics": ("ethics",),
    "microbiology": ("microbiology",),
    "microbiology mycology parasitology": ("microbiology",),
    "molecular": ("molecular",),
    "molecular biology": ("molecular",),
    "molecular diagnostics": ("molecular",),
    "molecular pathology": ("molecular",),
    "patient safety": ("safety",),
    "phlebotomy": ("phlebotomy",),
    "point of care": ("point_of_care",),
    "point of care testing": ("point_of_care",),
    "point of care testing poct": ("point_of_care",),
    "prevention of medical errors": ("safety",),
    "quality": ("quality_regulatory",),
    "quality assurance": ("quality_regulatory",),
    "quality control quality assurance": ("quality_regulatory",),
    "regulatory": ("quality_regulatory",),
    "safety": ("safety",),
    "serology immunology": ("immunology",),
    "supervision administration": ("management",),
    "supervision administration quality control quality assurance and safety": (
        "quality_regulatory",
        "management",
        "safety",
        "point_of_care",
    ),
    "transfusion medicine": ("blood_banking",),
    "urinalysis": ("urinalysis_body_fluids",),
    "urinalysis body fluids": ("urinalysis_body_fluids",),
    "urinalysis and body fluids": ("urinalysis_body_fluids",),
    "virology": ("microbiology",),
}
# What stands before a printed area: Florida's line, a label, CAP's titles. What follows counts only if it is one above.
_HEADING: Final = re.compile(
    r"\bGeneral\s*\(\s*(?P<florida>[^()\n]{3,80})\)"
    r"|\bin\s+the\s+categor(?:y|ies)\s+of\s*\(?\s*(?P<sentence>[A-Z][^()\n]{2,80})"
    r"|\b(?:(?:course|credit|CE|content|subject|Florida)\s+)?(?:category|subject(?:\s+area)?|discipline|content\s+area|specialty)"
    r"[ \t]{0,4}[:\-–][ \t]{0,4}(?P<label>[A-Z][^\n:;]{2,80})"
    r"|\bCAP\s+Pro\s+Course\s*-\s*(?P<cap>[^-\n]{3,40}?)\s*-",
    re.IGNORECASE,
)
# Objectives and a description, where a certificate prints them.
_DESCRIPTION: Final = re.compile(
    r"(?:\b(?:learning\s+|course\s+)?objectives?\b|\b(?:course|session|activity|program)\s+(?:description|summary|content)\b|"
    r"\b(?:will|should)\s+be\s+able\s+to\b|\bthis\s+(?:course|session|webinar|program|activity)\s+"
    r"(?:covers|reviews|describes|discusses|explains|introduces|examines|presents)\b|\btopics\s+covered\b)"
    r"[ \t]{0,4}[:\-–]?\s{0,4}(?P<said>[^\n]{10,300}(?:\n[^\n]{10,200}){0,2})",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, eq=False)
class Weights:
    """A linear model over the words and the parts of words of a title."""

    keys: NDArray[np.uint32]  # (n,) ascending: the hashes of the pieces that training saw
    rarity: NDArray[np.float32]  # (n,) what a piece counts by how few titles have it
    weights: NDArray[np.float32]  # (n, labels), divided by the temperature
    bias: NDArray[np.float32]  # (labels,)
    unseen: float  # the rarity of a piece that training did not see


@dataclass(frozen=True, slots=True, eq=False)
class Classifier:
    """The weights, and the terms that name an area by themselves, ready to be matched."""

    model: Weights
    nlp: Any  # a blank English spaCy pipeline: the tokenizer
    matcher: PhraseMatcher
    areas: Mapping[str, CategoryLabel]  # a term's folded words -> its area


def load_classifier(folder: Path = MODEL_FOLDER) -> Classifier:
    """Read `categories.npz` and `categories.tsv`, once for each worker.

    Raises:
        SettingsError: a file is missing or is not of its form.
    """
    path = folder / MODEL_FILE
    try:
        with path.open("rb") as packed, np.load(packed, allow_pickle=False) as stored:
            model = _from_arrays({name: stored[name] for name in stored.files})
        path = folder / TERMS_FILE
        with path.open(encoding="utf-8", newline="") as file:
            lines = csv.DictReader(file, delimiter="\t")
            areas = {" ".join(folded(line["term"])): CategoryLabel(line["area"]) for line in lines}
        if not areas:
            raise ValueError("it names no term")
    except (OSError, EOFError, KeyError, ValueError, zipfile.BadZipFile, zlib.error) as error:
        raise SettingsError(f"The model file {path} cannot be read: {error!r}. Install ingest again.") from error
    nlp = spacy.blank("en")
    matcher = PhraseMatcher(nlp.vocab)
    matcher.add("term", [nlp.make_doc(term) for term in areas])
    return Classifier(model, nlp, matcher, areas)


def _from_arrays(stored: dict[str, NDArray[np.generic]]) -> Weights:
    keys, rarity, small = stored["keys"], stored["rarity"], stored["weights"]
    if tuple(map(str, stored["labels"])) != LABELS or small.shape != (len(keys), len(LABELS)):
        raise ValueError("not the model of these areas")
    temperature = float(stored["temperature"].astype(np.float64))
    if not len(keys) or len(rarity) != len(keys):
        raise ValueError("pieces without their rarity")
    return Weights(
        keys.astype(np.uint32),
        rarity.astype(np.float32),
        small.astype(np.float32) * stored["scale"].astype(np.float32) / np.float32(temperature),
        stored["bias"].astype(np.float32) / np.float32(temperature),
        float(stored["unseen"].astype(np.float64)),
    )


def classify(title: str | None, text: str, classifier: Classifier) -> Category:
    """The area of a course with this title on a certificate with this text: the printed one, then the model's.

    >>> category = classify("ABO Typing Discrepancies", "", load_classifier())
    >>> category.label.value, category.method
    ('blood_banking', 'model:title')
    """
    described = " ".join(match["said"] for match in _DESCRIPTION.finditer(text))[:_LONGEST]
    chances = every_chance(title or "", classifier.model, described)
    method = "model:title+description" if described else "model:title"
    if printed := printed_areas(title or "", text):
        chances, method = _bound(chances, printed), "printed"
    return category_of(title or "", chances, method, classifier)


def category_of(title: str, chances: NDArray[np.float64], method: str, classifier: Classifier) -> Category:
    """The category with these chances, in the order of `LABELS`, and the further areas that the title names."""
    # Of equal chances `other` comes first: nothing is known then.
    order = sorted(range(len(LABELS)), key=lambda at: (-chances[at], LABELS[at] is not CategoryLabel.OTHER, at))
    (label, chance), *runners_up = [(LABELS[at], float(chances[at])) for at in order[: 1 + _RUNNERS_UP]]
    named = _named_areas(title, classifier)
    also = tuple(area for area, less in runners_up if label in named and area in named and less >= _ALSO)
    return Category(label, chance, tuple(runners_up), method, also)


def _named_areas(title: str, classifier: Classifier) -> frozenset[CategoryLabel]:
    """The areas, `other` left out, that terms of the title name; of overlapping terms the longest."""
    document = classifier.nlp.make_doc(" ".join(folded(title[:_LONGEST])))
    spans = filter_spans(classifier.matcher(document, as_spans=True))
    return frozenset(classifier.areas[span.text] for span in spans) - {CategoryLabel.OTHER}


def every_chance(title: str, model: Weights, described: str = "") -> NDArray[np.float64]:
    """The chance of each of `LABELS`, in that order; all alike if no part of a word is known."""
    scores = _scores(title, model)
    if (more := _scores(described, model)) is not None:
        if scores is None or LABELS[int((scores + model.bias).argmax())] is CategoryLabel.OTHER:
            more = more * (_DESCRIBED_ALONE / _DESCRIBED)
        scores = _DESCRIBED * more + (0 if scores is None else scores)
    if scores is None:
        return np.full(len(LABELS), 1 / len(LABELS))
    shares = np.exp(scores + model.bias - (scores + model.bias).max())
    return np.asarray(shares / shares.sum(), dtype=np.float64)


def printed_areas(title: str, text: str) -> tuple[CategoryLabel, ...]:
    """The areas that a line of the paper names, the most general first; none if no line does.

    >>> [area.value for area in printed_areas("", "Category: Hematology")]
    ['hematology']
    >>> printed_areas("", "AMA PRA Category 1 Credit; Packing Category B Specimens")
    ()
    """
    for match in _HEADING.finditer(f"{title}\n{text}"):
        said = folded(match[match.lastgroup or 0])
        # A sentence or a line goes on after the area: its longest beginning that is one is meant.
        for end in range(min(len(said), 12), 0, -1):
            if areas := _PRINTED_AREAS.get(" ".join(said[:end])):
                return tuple(map(CategoryLabel, areas))
    return ()


def _bound(chances: NDArray[np.float64], printed: Sequence[CategoryLabel]) -> NDArray[np.float64]:
    """The chances when these areas are printed: among them the title decides, as far as it says anything."""
    within = np.zeros(len(LABELS))
    for area in printed:
        within[LABELS.index(area)] = chances[LABELS.index(area)]
    within[LABELS.index(printed[0])] += 0.02
    return np.asarray(_PRINTED * within / within.sum() + (1 - _PRINTED) * chances, dtype=np.float64)


def _scores(text: str, model: Weights) -> NDArray[np.float64] | None:
    """A score for each area, without the bias; None if no word or part of a word is known."""
    total, known = np.zeros(len(LABELS)), False
    for counts in pieces(text[:_LONGEST]):
        if not counts:
            continue
        hashes = np.fromiter(counts, np.uint32, len(counts))
        weight = 1 + np.log(np.fromiter(counts.values(), np.float64, len(counts)))
        at = np.minimum(np.searchsorted(model.keys, hashes), len(model.keys) - 1)
        seen = model.keys[at] == hashes
        weight *= np.where(seen, model.rarity[at], model.unseen)
        weight /= np.linalg.norm(weight)  # unseen pieces count here: a strange title says little
        total += weight[seen] @ model.weights[at[seen]]
        known = known or bool(seen.any())
    return total if known else None


def pieces(text: str) -> tuple[Counter[int], Counter[int]]:
    """How often each piece stands in a text: the words and pairs of words, and the parts of words, as hashes."""
    words = folded(text)
    pairs = (f"{first} {second}" for first, second in pairwise(words))
    return Counter(_hashes("w", (*words, *pairs))), Counter(_hashes("c", _parts(words)))


def folded(text: str) -> list[str]:
    """The words of a text in plain lower-case letters and digits.

    >>> folded("Cushing's Syndrome & β-hCG")
    ['cushing', 'syndrome', '&', 'hcg']
    """
    plain = unicodedata.normalize("NFKD", text).lower().replace("’", "'").replace("'s", "")
    return re.findall(r"[a-z0-9]+|&", plain)


def _parts(words: Iterable[str]) -> Iterable[str]:
    """Runs of three to five characters of each word and its two edges."""
    for word in words:
        edged = f" {word} "
        for length in (3, 4, 5):
            if len(edged) <= length:
                yield edged
                break
            yield from (edged[at : at + length] for at in range(len(edged) - length + 1))


def _hashes(kind: str, found: Iterable[str]) -> Iterable[int]:
    return (zlib.crc32(f"{kind}{piece}".encode()) for piece in found)
