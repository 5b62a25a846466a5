"""Learns which words are those of a certificate: `trained/papers.npz`.

    python -m models.papers

Takes certificates of the generator, its papers that only look like some, and the written pages of other papers
(`data/other_pages`), as the lines that they print; gives a weight for each word and run of words (see
`ingest.paper_kind`). The same data give the same file. Refuses real certificates: none is read.
"""

import random
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final

import numpy as np
import scipy.sparse
from sklearn.linear_model import LogisticRegression

from ingest.lines import CELL_GAP
from ingest.paper_kind import BUCKETS, FILE, paper_buckets
from models.generator.blocks import Ink, Text
from models.generator.certificates import draw_certificate
from models.generator.layout import Layout
from models.generator.near import draw_near
from models.generator.page import Overfull
from models.generator.written import OTHER_PAGES, WrittenLayout, WrittenPage, pages_in, written_pages

SEED: Final = 41
COMPOSED: Final = 500  # certificates, and as many papers that only look like one
COPIES: Final = 3  # of each written page of another paper: there are fewer of them
TRAINED: Final = Path(__file__).parent / "trained"
HELD: Final = 30.0  # how loosely the weights are held near 0 (`C`), by folds of pages


def main() -> None:
    """Learn and write."""
    lines, kinds = zip(*examples(taught=True), strict=True)
    model = LogisticRegression(C=HELD, max_iter=500, class_weight="balanced")
    model.fit(matrix(lines), np.array(kinds))
    np.savez_compressed(TRAINED / FILE, weights=model.coef_[0].astype(np.float16), bias=np.float32(model.intercept_[0]))
    print(f"{len(lines)} papers, {(TRAINED / FILE).stat().st_size / 1e3:.0f} kB")


def examples(*, taught: bool) -> Iterator[tuple[list[str], bool]]:
    """The lines of papers, and whether each is a certificate; of written pages those that teach, or those kept back."""
    for number, page in enumerate(written_pages()):
        if (page.teaches is not None) is taught:
            yield from _of_page(page, number, is_certificate=True)
    for number, page in enumerate(pages_in(OTHER_PAGES)):
        if (page.teaches is not None) is taught:
            for copy in range(COPIES):
                yield from _of_page(page, number + copy * 10_000, is_certificate=False)
    for number in range(COMPOSED if taught else 0):
        layout = Layout(SEED, number)
        with suppress(Overfull):
            yield lines_of(draw_certificate(layout, 0)[0]), True
        yield lines_of(draw_near(layout, random.Random(f"{SEED}:{number}"))[0]), False


def _of_page(page: WrittenPage, number: int, *, is_certificate: bool) -> Iterator[tuple[list[str], bool]]:
    with suppress(Overfull):
        yield lines_of(draw_certificate(WrittenLayout(SEED, number, page), 0)[0]), is_certificate


def lines_of(ink: Sequence[Ink]) -> list[str]:
    """The lines that are printed, each cell one of its own: runs of text that follow each other at one height."""
    lines: list[str] = []
    before: Text | None = None
    for one in (one for one in ink if isinstance(one, Text)):
        white = one.x - before.x - before.wide if before and round(one.y) == round(before.y) else CELL_GAP * one.size
        if -one.size < white < CELL_GAP * one.size:
            lines[-1] += one.text
        else:
            lines.append(one.text)
        before = one
    return lines


def matrix(papers: Sequence[Sequence[str]]) -> scipy.sparse.csr_matrix:
    """A row for each paper, of length 1."""
    places = [paper_buckets(lines) for lines in papers]
    values = np.concatenate([np.full(len(own), max(len(own), 1) ** -0.5) for own in places])
    ends = np.cumsum([0, *map(len, places)])
    return scipy.sparse.csr_matrix((values, np.concatenate(places), ends), shape=(len(papers), BUCKETS))


if __name__ == "__main__":
    main()
