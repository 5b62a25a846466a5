"""Learns how words are used on certificates: `trained/word_kinds.npz`.

    python -m models.word_kinds

Takes composed names, gathered and composed titles, composed organisations, the wordings of the generator and the words
of its written pages; gives a table of weights (see `ingest.word_kinds`). The same data give the same file. Refuses
real certificates: none is read.
"""

import random
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import numpy as np
import scipy.sparse
from sklearn.linear_model import LogisticRegression

from ingest.word_kinds import BUCKETS, FILE, KINDS, buckets
from models.generator.people import draw_person, names
from models.generator.providers import draw_organisation, parts
from models.generator.titles import draw_title, listed_titles, words
from models.generator.wordings import cues, expand
from models.generator.written import written_pages

SEED: Final = 3
NAMES, TITLES, PROVIDERS = 15_000, 12_000, 8_000
LANGUAGES: Final = ("en", "es", "fr", "pt", "de", "it", "id")
TRAINED: Final = Path(__file__).parent / "trained"
SCALE: Final = 10.0  # of the inputs, so that the usual pull to zero fits them


def main() -> None:
    """Learn and write."""
    texts, kinds = zip(*examples(random.Random(SEED)), strict=True)
    model = LogisticRegression(C=1.0, max_iter=300, class_weight="balanced")
    model.fit(matrix(texts), np.array(kinds))
    weights = (model.coef_.T * SCALE).astype(np.float16)
    np.savez_compressed(TRAINED / FILE, weights=weights, bias=model.intercept_.astype(np.float32))
    print(f"{len(texts)} texts, {(TRAINED / FILE).stat().st_size / 1e3:.0f} kB")


def examples(rng: random.Random) -> Iterator[tuple[str, int]]:
    """Texts, each with the number of its kind."""
    for _ in range(NAMES):
        yield draw_person(rng, 0.0).natural, KINDS.index("person")
    listed = listed_titles()
    subjects = [name for name, lists in words().items() if "area" in lists]  # the others are forms and languages
    for _ in range(TITLES):
        kind = rng.choice([*subjects, *["laboratory"] * 3])
        yield draw_title(rng, kind, rng.randint(2012, 2027), listed).text, KINDS.index("course")
    families = frozenset(names("en_US")[1])
    for _ in range(PROVIDERS):
        name = draw_organisation(rng, rng.choice(list(parts().kinds)), 0.1).name
        # A family's name in an organisation's is a person's all the same.
        text = " ".join(word for word in name.split() if word.strip(",.") not in families)
        yield text or name, KINDS.index("institution")
    for language in LANGUAGES:
        for wordings in cues(language).values():
            for wording in wordings:
                for _ in range(6 if language == "en" else 2):
                    yield without_slots(expand(rng, wording)), KINDS.index("wording")
    for page in (page for page in written_pages() if page.teaches is not None):
        for cell in (cell for line in page.lines for cell in re.split(r"\|\|", line)):
            text = without_slots(expand(rng, cell))
            if any(map(str.isalpha, text)):
                yield text, KINDS.index("wording")


def without_slots(text: str) -> str:
    """The words around the values."""
    return re.sub(r"\{[^{}]+\}", "", text)


def matrix(texts: "tuple[str, ...]") -> scipy.sparse.csr_matrix:
    """A row for each text: the mean of its words' means of their buckets."""
    columns: list[int] = []
    values: list[float] = []
    ends = [0]
    for text in texts:
        places = [found for found in map(buckets, text.split()) if found]
        for found in places:
            columns += found
            values += [SCALE / len(found) / len(places)] * len(found)
        ends.append(len(columns))
    rows = scipy.sparse.csr_matrix((np.array(values), np.array(columns), np.array(ends)), shape=(len(texts), BUCKETS))
    rows.sum_duplicates()
    return rows


if __name__ == "__main__":
    main()
