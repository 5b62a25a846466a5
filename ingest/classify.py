"""Title and words -> the area of the lab, with a probability for each.

Takes the title and the text of one certificate, gives a `Category`. Refuses to say what an area counts for: that is
data in the rule files. The terms and their weights are `categories.toml` of the model.
"""

import math
import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import spacy
from spacy.matcher import PhraseMatcher
from spacy.util import filter_spans

from ingest.activity import Category, CategoryLabel
from ingest.vocabulary import Vocabulary

# How much a term counts by where it stands.
_IN_TITLE: Final = 1.0
_PRINTED_CATEGORY: Final = 2.0  # a Florida category line, or a discipline named in a CAP title
_IN_TEXT: Final = 0.1
_TEMPERATURE: Final = 0.9
_NO_TERM: Final = 0.8  # the weight of `other`, which has no terms

_RUNNERS_UP: Final = 3
# Florida's category lines as printed by labce.com and cdc.gov/labtraining (read 2026-11-23), and CAP's titles.
_PRINTED: Final = re.compile(
    r"(?:General|category\s+of)\s*\(?\s*(?P<florida>[A-Z][^()\n]{5,60})\)?|CAP\s+Pro\s+Course\s*-\s*(?P<cap>[^-]{3,30}?)\s*-"
)


@dataclass(frozen=True, slots=True)
class Classifier:
    """The terms of all areas, ready to be matched."""

    nlp: Any  # a blank English spaCy pipeline: the tokenizer
    matcher: PhraseMatcher
    weights: Mapping[str, tuple[tuple[CategoryLabel, float], ...]]  # lower-case term -> areas


def make_classifier(vocabulary: Vocabulary) -> Classifier:
    """Build the matcher once for each worker."""
    nlp = spacy.blank("en")
    matcher = PhraseMatcher(nlp.vocab, attr="LOWER")
    weights: defaultdict[str, list[tuple[CategoryLabel, float]]] = defaultdict(list)
    for label, terms in vocabulary.categories.items():
        for term, weight in terms:
            weights[_key(nlp, term)].append((label, weight))
    matcher.add("term", [nlp.make_doc(term) for term in weights])
    return Classifier(nlp, matcher, {term: tuple(areas) for term, areas in weights.items()})


def classify(title: str | None, text: str, classifier: Classifier) -> Category:
    """The area of a course with this title on a certificate with this text.

    >>> from ingest.vocabulary import load_vocabulary
    >>> classify("ABO Typing Discrepancies", "", make_classifier(load_vocabulary())).label.value
    'blood_banking'
    """
    scores: dict[CategoryLabel, float] = dict.fromkeys(CategoryLabel, 0.0)
    scores[CategoryLabel.OTHER] = _NO_TERM
    printed = " ; ".join(match["florida"] or match["cap"] for match in _PRINTED.finditer(f"{title or ''}\n{text}"))
    for piece, share in ((title or "", _IN_TITLE), (printed, _PRINTED_CATEGORY), (text, _IN_TEXT)):
        for label, weight in _weights(piece, classifier):
            scores[label] += share * weight
    largest = max(scores.values())
    chances = {label: math.exp((score - largest) / _TEMPERATURE) for label, score in scores.items()}
    total = sum(chances.values())
    ranked = sorted(
        ((chance / total, label) for label, chance in chances.items()), key=lambda item: (-item[0], item[1])
    )
    (chance, label), runners_up = ranked[0], ranked[1 : 1 + _RUNNERS_UP]
    return Category(label, chance, tuple((other, less) for less, other in runners_up), "lexicon:terms")


def _weights(text: str, classifier: Classifier) -> list[tuple[CategoryLabel, float]]:
    """Each distinct term once; of overlapping terms the longest."""
    document = classifier.nlp.make_doc(text)
    spans = filter_spans(classifier.matcher(document, as_spans=True))
    terms = {span.text.lower() for span in spans}
    return [pair for term in sorted(terms) for pair in classifier.weights[term]]


def _key(nlp: Any, term: str) -> str:
    return str(nlp.make_doc(term).text.lower())
