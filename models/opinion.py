"""Trains the second opinion: `trained/opinion/`, a small spaCy recogniser of values in plain text.

    python -m models.opinion

Takes certificates of the generator as the product reads them, gives the recogniser that `ingest.opinion` asks. The same
data give the same model. Refuses real certificates, and the layouts and the written pages of the first model: its seed
and its pages are its own.

So that it learns what stands around a value instead of the values themselves, rare words are replaced by words that do
not exist, in names of holders and of signatories alike; and letters are damaged as OCR damages them.
"""

import argparse
import random
import re
import shutil
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import accumulate, groupby, pairwise
from pathlib import Path
from typing import Any, Final

import spacy
from spacy.language import Language
from spacy.tokens import Doc, Span
from spacy.training import Example
from thinc.api import fix_random_seed

from ingest.acquire import acquire
from ingest.document import Page, Word
from ingest.errors import DocumentError
from ingest.opinion import FOLDER, LABELS
from ingest.read import read
from ingest.settings import Settings, load_settings
from models.generator.certificates import make
from models.generator.file import Made, Spot
from models.generator.page import Overfull
from models.generator.written import pages_for

SEED: Final = 77  # other layouts than those of the first model
LAYOUTS: Final = 1300
EPOCHS: Final = 8
BATCH: Final = 4  # many small steps: with 16 it had learned next to nothing after as many epochs (2026-11-23)
LEARN_RATE: Final = 0.002
DROP: Final = 0.2
WIDTH, DEPTH, ROWS = 64, 4, 2000
_WORD: Final = re.compile(r"[^\W\d_]{3,}")
SPACY: Final = ">=3.8.7,<4.0.0"  # versions that may load the model without a warning; as in pyproject.toml
TRAINED: Final = Path(__file__).parent / "trained"

RARE: Final = 6  # a word on fewer certificates than this may be replaced
REPLACED: Final = 0.6  # of the certificates have their rare words replaced
SHOUTED: Final = 0.08  # of the certificates are in capitals throughout
DAMAGED: Final = 0.4  # of the certificates have damaged letters,
MOST_DAMAGE: Final = 0.02  # up to this share of them
SLACK_POINTS: Final = 2.0  # a word's middle may lie this far outside of its value's box

_CONFUSED: Final = {
    "0": "O", "O": "0", "1": "l", "l": "1", "I": "l", "5": "S", "S": "5", "8": "B", "B": "8", "m": "rn", "c": "e",
    "e": "c", "o": "0", "i": "l", "t": "f", "u": "v", "h": "b", "n": "r", ".": ",", ",": ".", "g": "q", "a": "o",
}  # fmt: skip
_SYLLABLES: Final = (
    "ba be bo bri ca che co cra da de dor du el en fa fen fi fo ga gel gi gra ha hel hi hu in ja jo ka kel ki la len li"
    " lo ma mer mi mo na ne ni nor o pa pel pi pro qui ra ren ri ro sa sel shi so sta ta ter ti tra u va ven vi wa wel"
    " xi ya yo za zen"
).split()


@dataclass(frozen=True, slots=True)
class Sample:
    """One page's text and its values: start, end, label."""

    text: str
    spans: tuple[tuple[int, int, str], ...]


def main() -> None:
    """Read, train, write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("-o", dest="output", type=Path, default=TRAINED / FOLDER)
    options = parser.parse_args()
    samples = tuple(samples_of(certificates(SEED, LAYOUTS), load_settings()))
    print(f"{len(samples)} certificates of {LAYOUTS} layouts read")
    save(train(samples, epochs=EPOCHS), options.output)
    size = sum(path.stat().st_size for path in options.output.rglob("*") if path.is_file())
    print(f"{options.output}: {size / 1e6:.1f} MB")


def certificates(seed: int, layouts: int) -> Iterator[Made]:
    """One certificate of each layout; a layout that holds none is passed over."""
    for number in range(layouts):
        with suppress(Overfull):
            yield from make(seed, 1, 1, near_share=0.0, pages=pages_for("opinion"), first=number)


def samples_of(made: Iterable[Made], settings: Settings) -> Iterator[Sample]:
    """The certificates as the product reads them; those with a value that was not read as printed are left out."""
    with tempfile.TemporaryDirectory() as folder:
        for one in made:
            path = Path(folder) / one.name
            path.write_bytes(one.content)
            try:
                document = read(acquire(path, settings), settings)
            except DocumentError as error:
                raise ValueError(f"the made certificate {one.name} cannot be read: {error}") from error
            path.unlink()
            spans = spans_of(document.pages[0], one.spots)
            if spans is not None:
                yield Sample(document.pages[0].text, spans)


def spans_of(page: Page, spots: Sequence[Spot]) -> tuple[tuple[int, int, str], ...] | None:
    """Where the page's text holds the values of `spots`; None if it does not hold one of them in one run."""
    labels = {name.value: label for label, name in LABELS.items()}
    wanted = sorted((spot for spot in spots if spot.field in labels), key=lambda spot: (spot.field, spot.occurrence))
    found: list[tuple[int, int, str]] = []
    for (field, _), group in groupby(wanted, key=lambda spot: (spot.field, spot.occurrence)):
        lines = list(group)
        words = [word for word in page.words if any(_lies_in(word, spot) for spot in lines)]
        pattern = r"\s+".join(re.escape(word) for spot in lines for word in spot.text.split())
        if not words or not pattern:
            return None
        low = min(word.start for word in words)
        match = re.search(pattern, page.text[low : max(word.end for word in words)])
        if match is None:
            return None
        found.append((low + match.start(), low + match.end(), labels[field]))
    found = sorted(set(found))
    if any(before[1] > after[0] for before, after in pairwise(found)):
        return None  # such as a provider within its title
    return tuple(found)


def _lies_in(word: Word, spot: Spot) -> bool:
    x0, top, x1, bottom = spot.box
    across, down = (word.box.x0 + word.box.x1) / 2, (word.box.top + word.box.bottom) / 2
    return x0 - SLACK_POINTS <= across <= x1 + SLACK_POINTS and top - SLACK_POINTS <= down <= bottom + SLACK_POINTS


def train(samples: Sequence[Sample], *, epochs: int, seed: int = SEED) -> Language:
    """Train a recogniser on `samples`, each spoilt anew in each epoch."""
    fix_random_seed(seed)
    rng = random.Random(seed)
    nlp = spacy.blank("en")
    recogniser: Any = nlp.add_pipe("ner", config={"model": _architecture()})
    for label in LABELS:
        recogniser.add_label(label)
    frequent = frequent_words(samples)

    def examples(chosen: Iterable[Sample]) -> list[Any]:
        return [Example(nlp.make_doc(one.text), _aligned(nlp.make_doc(one.text), one)) for one in chosen]

    optimizer = nlp.initialize(lambda: examples(samples[:50]))
    optimizer.learn_rate = LEARN_RATE
    order = list(samples)
    for epoch in range(epochs):
        rng.shuffle(order)
        losses: dict[str, float] = {}
        for start in range(0, len(order), BATCH):
            batch = examples(spoil(sample, frequent, rng) for sample in order[start : start + BATCH])
            nlp.update(batch, sgd=optimizer, drop=DROP, losses=losses)
        print(f"epoch {epoch + 1}: loss {losses['ner']:.0f}")
    with nlp.use_params(optimizer.averages):
        averaged = nlp.to_bytes(exclude=["vocab"])
    return nlp.from_bytes(averaged, exclude=["vocab"])


def _architecture() -> dict[str, Any]:
    return {
        "@architectures": "spacy.TransitionBasedParser.v2",
        "state_type": "ner",
        "extra_state_tokens": False,
        "hidden_width": 64,
        "maxout_pieces": 2,
        "use_upper": True,
        "tok2vec": {
            "@architectures": "spacy.HashEmbedCNN.v2",
            "pretrained_vectors": None,
            "width": WIDTH,
            "depth": DEPTH,
            "embed_size": ROWS,
            "window_size": 1,
            "maxout_pieces": 3,
            "subword_features": True,
        },
    }


def _aligned(doc: Doc, sample: Sample) -> Doc:
    """The document with the sample's values, grown to whole tokens; spaCy takes no white space at the edge of one."""
    entities: list[Span] = []
    for start, end, label in sample.spans:
        entity = doc.char_span(start, end, label=label, alignment_mode="expand")
        if entity is None:
            continue
        first, last = entity.start, entity.end
        while last > first and doc[last - 1].is_space:
            last -= 1
        while first < last and doc[first].is_space:
            first += 1
        if first < last and not (entities and entities[-1].end > first):
            entities.append(Span(doc, first, last, label=label))
    doc.ents = tuple(entities)
    return doc


def frequent_words(samples: Iterable[Sample]) -> frozenset[str]:
    """Words on so many certificates that they are wording, not values."""
    times = Counter(word for sample in samples for word in {found.casefold() for found in _WORD.findall(sample.text)})
    return frozenset(word for word, count in times.items() if count >= RARE)


def spoil(sample: Sample, frequent: frozenset[str], rng: random.Random) -> Sample:
    """The sample with rare words replaced, in capitals, or with damaged letters; or as it is."""
    invented: dict[str, str] | None = {} if rng.random() < REPLACED else None
    shouted = rng.random() < SHOUTED
    damage = rng.uniform(0.0, MOST_DAMAGE) if rng.random() < DAMAGED else 0.0

    def spoilt(text: str) -> str:
        if invented is not None:
            text = _WORD.sub(lambda found: _other(found[0], frequent, invented, rng), text)
        return _damaged(text.upper() if shouted else text, damage, rng)

    edges = [0, *(edge for start, end, _ in sample.spans for edge in (start, end)), len(sample.text)]
    parts = [spoilt(sample.text[start:end]) for start, end in pairwise(edges)]
    ends = list(accumulate(map(len, parts)))  # the parts with odd numbers are the values
    spans = tuple((ends[2 * number], ends[2 * number + 1], label) for number, (_, _, label) in enumerate(sample.spans))
    return Sample("".join(parts), tuple(span for span in spans if span[0] < span[1]))


def _other(word: str, frequent: frozenset[str], invented: dict[str, str], rng: random.Random) -> str:
    """The word, or an invented one in its place, the same all over the page."""
    key = word.casefold()
    if key in frequent:
        return word
    if key not in invented:
        length = max(3, len(word) + rng.randint(-2, 2))
        invented[key] = "".join(rng.choice(_SYLLABLES) for _ in range(length // 2))
    other = invented[key]
    return other.upper() if word.isupper() else other.capitalize() if word[0].isupper() else other


def _damaged(text: str, share: float, rng: random.Random) -> str:
    """The text with about a `share` of its letters taken for others, lost, or torn off."""
    if not share:
        return text
    letters = []
    for letter in text:
        if letter.isspace() or rng.random() >= share:
            letters.append(letter)
        else:
            letters.append(rng.choice((_CONFUSED.get(letter, letter), _CONFUSED.get(letter, ""), letter + " ")))
    return "".join(letters)


def save(recogniser: Language, folder: Path) -> None:
    """Write the recogniser without its words: none of them is needed, and none is shipped."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.parent.mkdir(parents=True, exist_ok=True)
    recogniser.meta["spacy_version"] = SPACY
    recogniser.to_disk(folder, exclude=["vocab"])


if __name__ == "__main__":
    main()
