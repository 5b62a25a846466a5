"""Trains the model that tells the area of the lab from a course's title, and measures it.

Takes the titles, terms and patterns of `models/data`, writes `categories.npz` and `categories.tsv` of the trained
model; with ``--evaluate`` it takes any labelled titles instead and prints figures. Refuses titles whose area is not one
of ours. The same data give the same files on the same machine.
"""

import argparse
import csv
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy import optimize, sparse

from ingest.activity import CategoryLabel
from ingest.classify import (
    LABELS,
    MODEL_FILE,
    TERMS_FILE,
    Classifier,
    category_of,
    every_chance,
    folded,
    load_classifier,
    pieces,
)

HERE: Final = Path(__file__).parent
TRAINED: Final = HERE / "trained"

# Chosen on our own titles in folds by source (2026-11-23).
STRONG: Final = 0.5  # the weight of a term that names an area beside a title's 1
WEAK: Final = 0.2
COMPOSED: Final = 0.3  # the weight of a term put into a pattern
LOOSENESS: Final = 10.0  # the C of logistic regression
ROUNDS: Final = 100
LEAST: Final = 2  # rows that must have a piece
FOLDS: Final = 5

# The areas whose courses have quality, collection and staff of their own (docs/categories.md).
DISCIPLINES: Final = frozenset(
    map(
        CategoryLabel,
        "blood_banking chemistry hematology coagulation microbiology immunology molecular urinalysis_body_fluids "
        "histology_cytology".split(),
    )
)
Floats: TypeAlias = NDArray[np.float64]
Matrix: TypeAlias = Any  # a sparse matrix of scipy, which has no types


@dataclass(frozen=True, slots=True)
class Row:
    """A title, a term or a term in a pattern, with its area."""

    text: str
    area: CategoryLabel
    weight: float = 1.0
    second: CategoryLabel | None = None
    source: str = ""


@dataclass(frozen=True, slots=True)
class Linear:
    """A trained model before it is made small."""

    keys: NDArray[np.uint32]
    rarity: Floats
    unseen: float
    weights: Floats  # (n, labels)
    bias: Floats


def read_titles(path: Path) -> tuple[Row, ...]:
    """The labelled titles of a table with the columns `title` and `first` or `category`; `second` may be there."""
    with path.open(encoding="utf-8", newline="") as file:
        return tuple(
            Row(
                line["title"],
                CategoryLabel(line.get("first") or line["category"]),
                1.0,
                CategoryLabel(line["second"]) if line.get("second") else None,
                line.get("source") or "",
            )
            for line in csv.DictReader(file, delimiter="\t")
        )


def read_terms(data: Path) -> tuple[Row, ...]:
    """Each term by itself, and those that name an area in some patterns of titles too."""
    with (data / "terms.tsv").open(encoding="utf-8", newline="") as file:
        terms = list(csv.DictReader(file, delimiter="\t"))
    with (data / "title_patterns.tsv").open(encoding="utf-8", newline="") as file:
        patterns = list(csv.DictReader(file, delimiter="\t"))
    plain = [
        Row(line["term"], CategoryLabel(line["category"]), STRONG if line["weight"] == "strong" else WEAK)
        for line in terms
    ]
    strong = [row for row in plain if row.weight == STRONG]
    return (*plain, *_composed(strong, patterns))


def _composed(strong: Sequence[Row], patterns: Sequence[dict[str, str]]) -> Iterator[Row]:
    """Terms in patterns, in turn: filler says nothing, and a discipline outweighs quality, collection and machines."""
    kinds = {
        (first, kind): [item for item in patterns if item["first"] == first and item["kind"] == kind]
        for first, kind in (("same", "filler"), ("discipline", "filler"), ("discipline", "policy"))
    }
    fixed = [item for item in patterns if item["first"] not in {"same", "discipline"}]
    any_area, filler, policy = kinds.values()
    for number, row in enumerate(strong):
        chosen = [any_area[number * 7 % len(any_area)]]
        if row.area in DISCIPLINES:
            chosen.append(filler[number * 5 % len(filler)])
            chosen += [policy[(number * 11 + more) % len(policy)] for more in (0, 5)]
            if number % 5 == 0:
                chosen.append(fixed[number // 5 % len(fixed)])
        for item in chosen:
            area = row.area if item["first"] in {"same", "discipline"} else CategoryLabel(item["first"])
            yield Row(item["pattern"].format(row.text), area, COMPOSED)


class Counted:
    """The pieces of many texts, counted once: a sparse matrix for each of the two kinds, over all texts."""

    def __init__(self, texts: Sequence[str]) -> None:
        self.blocks: list[tuple[NDArray[np.uint32], Matrix]] = []
        found = [pieces(text) for text in texts]
        for kind in (0, 1):
            keys = np.unique(np.fromiter((key for both in found for key in both[kind]), np.uint32))
            columns = np.searchsorted(keys, np.fromiter((key for both in found for key in both[kind]), np.uint32))
            counts = np.fromiter((count for both in found for count in both[kind].values()), np.float64)
            ends = np.cumsum([0, *(len(both[kind]) for both in found)])
            self.blocks.append((keys, sparse.csr_matrix((1 + np.log(counts), columns, ends), (len(found), len(keys)))))


def train(rows: Sequence[Row], counted: Counted, at: NDArray[np.intp]) -> Linear:
    """Fit on the rows at these places of `counted`.

    Pieces that one row alone has are left out: they are mostly noise.
    """
    wanted = np.zeros((len(rows), len(LABELS)))
    wanted[np.arange(len(rows)), [LABELS.index(row.area) for row in rows]] = 1
    weight = np.array([row.weight for row in rows])
    keys, rarities, columns = [], [], []
    unseen = float(np.log(1 + len(rows)) + 1)
    for all_keys, matrix in counted.blocks:
        mine = matrix[at]
        having = np.asarray((mine > 0).sum(axis=0)).ravel()
        kept = np.flatnonzero(having >= LEAST)
        rarity = np.log((1 + len(rows)) / (1 + having[kept])) + 1
        scaled = mine[:, kept] @ sparse.diags(rarity)
        norm = np.sqrt(np.asarray(scaled.multiply(scaled).sum(axis=1)).ravel())
        columns.append(sparse.diags(1 / np.where(norm > 0, norm, 1)) @ scaled)
        keys.append(all_keys[kept])
        rarities.append(rarity)
    weights, bias = _fit(sparse.csr_matrix(sparse.hstack(columns)), wanted, weight)
    both = np.concatenate(keys)
    order = np.argsort(both, kind="stable")
    return Linear(both[order], np.concatenate(rarities)[order], unseen, weights[order], bias)


def _fit(matrix: Matrix, wanted: Floats, weight: Floats) -> tuple[Floats, Floats]:
    """Multinomial logistic regression by L-BFGS."""
    width = matrix.shape[1]
    across = sparse.csr_matrix(matrix.T)

    def loss(flat: Floats) -> tuple[float, Floats]:
        both = flat.reshape(width + 1, len(LABELS))
        scores = matrix @ both[:-1] + both[-1]
        scores -= scores.max(axis=1, keepdims=True)
        logs = np.log(np.exp(scores).sum(axis=1, keepdims=True))
        off = (np.exp(scores - logs) - wanted) * weight[:, None]
        value = -float((weight * ((scores - logs) * wanted).sum(axis=1)).sum())
        value += float((both[:-1] ** 2).sum()) / (2 * LOOSENESS)
        return value, np.vstack([across @ off + both[:-1] / LOOSENESS, off.sum(axis=0)]).ravel()

    start = np.zeros((width + 1) * len(LABELS))
    options = {"maxiter": ROUNDS, "maxcor": 6, "ftol": 1e-7}
    found = optimize.minimize(loss, start, jac=True, method="L-BFGS-B", options=options).x
    both = found.reshape(width + 1, len(LABELS))
    return both[:-1], both[-1]


def scores_of(model: Linear, texts: Sequence[str]) -> Floats:
    """What the model says of texts, before the temperature: (texts, labels)."""
    return np.array([_score(model, text) for text in texts])


def _score(model: Linear, text: str) -> Floats:
    total = model.bias.copy()
    for counts in pieces(text):
        hashes = np.fromiter(counts, np.uint32, len(counts))
        weight = 1 + np.log(np.fromiter(counts.values(), np.float64, len(counts)))
        at = np.minimum(np.searchsorted(model.keys, hashes), len(model.keys) - 1)
        seen = model.keys[at] == hashes
        weight *= np.where(seen, model.rarity[at], model.unseen)
        weight /= np.linalg.norm(weight) or 1.0
        total += weight[seen] @ model.weights[at[seen]]
    return total


def folds_by_source(rows: Sequence[Row]) -> list[int]:
    """A fold for each title: all titles of a source in one, the folds about equal."""
    sizes = Counter(row.source for row in rows)
    loads, fold_of = [0] * FOLDS, dict[str, int]()
    for source, size in sorted(sizes.items(), key=lambda item: (-item[1], item[0])):
        fold_of[source] = loads.index(min(loads))
        loads[fold_of[source]] += size
    return [fold_of[row.source] for row in rows]


def held_out_scores(rows: Sequence[Row], counted: Counted, titles: int) -> Floats:
    """The scores of the first `titles` rows, each by a model that saw no title of its source."""
    folds = np.array([*folds_by_source(rows[:titles]), *([-1] * (len(rows) - titles))])
    held = np.zeros((titles, len(LABELS)))
    for fold in range(FOLDS):
        others = np.flatnonzero(folds != fold)
        model = train([row for row, its in zip(rows, folds, strict=True) if its != fold], counted, others)
        mine = np.flatnonzero(folds == fold)
        held[mine] = scores_of(model, [row.text for row, its in zip(rows, folds, strict=True) if its == fold])
    return held


def chances_of(scores: Floats, temperature: float) -> Floats:
    """Softmax by rows."""
    shares = np.exp((scores - scores.max(axis=1, keepdims=True)) / temperature)
    return np.asarray(shares / shares.sum(axis=1, keepdims=True), dtype=np.float64)


def fit_temperature(scores: Floats, areas: NDArray[np.intp]) -> float:
    """The temperature at which held-out chances are likeliest."""

    def surprise(log_temperature: float) -> float:
        chances = chances_of(scores, float(np.exp(log_temperature)))
        return -float(np.log(chances[np.arange(len(areas)), areas] + 1e-12).mean())

    found = optimize.minimize_scalar(surprise, bounds=(-2.0, 2.0), method="bounded")
    return float(np.exp(found.x))


def save(model: Linear, temperature: float, path: Path) -> None:
    """Write the model in whole numbers of eight bits, in the form that `ingest.classify` reads."""
    scale = np.abs(model.weights).max(axis=0) / 127
    small = np.round(model.weights / scale).astype(np.int8)
    kept = np.flatnonzero(np.abs(small).max(axis=1) > 1)  # the others change no score
    np.savez_compressed(
        path,
        labels=np.array(list(LABELS)),
        keys=model.keys[kept],
        rarity=model.rarity[kept].astype(np.float16),
        weights=small[kept],
        scale=scale.astype(np.float32),
        bias=model.bias.astype(np.float32),
        temperature=np.float64(temperature),
        unseen=np.float64(model.unseen),
    )


def save_terms(rows: Sequence[Row], path: Path) -> None:
    """Write the terms that name an area by themselves."""
    areas: defaultdict[str, set[CategoryLabel]] = defaultdict(set)
    for row in rows:
        if row.weight == STRONG:
            areas[" ".join(folded(row.text))].add(row.area)
    lines = [f"{term}\t{area.value}\n" for term, (area, *others) in sorted(areas.items()) if not others]
    path.write_text("term\tarea\n" + "".join(lines), encoding="utf-8")


def calibration_error(chances: Floats, right: NDArray[np.bool_]) -> float:
    """The expected calibration error of the first choices, in ten bins of equal width."""
    first = chances.max(axis=1)
    bins = np.minimum((first * 10).astype(int), 9)
    return sum(
        abs(float(first[bins == at].mean()) - float(right[bins == at].mean())) * float((bins == at).mean())
        for at in range(10)
        if (bins == at).any()
    )


def coverage_at(chances: Floats, right: NDArray[np.bool_], precision: float) -> float:
    """The largest share of first choices, the surest first, of which at least this share is right."""
    order = np.argsort(-chances.max(axis=1), kind="stable")
    precisions = np.cumsum(right[order]) / np.arange(1, len(order) + 1)
    good = np.flatnonzero(precisions >= precision)
    return float(good[-1] + 1) / len(order) if len(good) else 0.0


def report(rows: Sequence[Row], chances: Floats) -> str:
    """The figures of labelled titles, with a table by area."""
    wanted = np.array([LABELS.index(row.area) for row in rows])
    order = np.argsort(-chances, axis=1, kind="stable")
    right, within = order[:, 0] == wanted, (order[:, :2] == wanted[:, None]).any(axis=1)
    lines, harmonic = ["area\ttitles\tfound\tright of those named\tfirst two\tF1"], []
    for at, label in enumerate(LABELS):
        mine, named = wanted == at, order[:, 0] == at
        if not mine.any():
            continue
        found = float(right[mine].mean())
        precise = float(right[named].mean()) if named.any() else 0.0
        harmonic.append(2 * found * precise / (found + precise) if found + precise else 0.0)
        lines.append(
            f"{label.value}\t{mine.sum()}\t{found:.3f}\t{precise:.3f}\t{within[mine].mean():.3f}\t{harmonic[-1]:.3f}"
        )
    summary = [
        f"titles\t{len(rows)}",
        f"first choice right\t{right.mean():.3f}",
        f"within the first two\t{within.mean():.3f}",
        f"macro-F1 (areas present)\t{np.mean(harmonic):.3f}",
        f"calibration error (ECE, 10 bins)\t{calibration_error(chances, right):.3f}",
        f"coverage at 99 % precision\t{coverage_at(chances, right, 0.99):.3f}",
    ]
    return "\n".join([*summary, "", *lines])


def further_areas(rows: Sequence[Row], chances: Floats, classifier: Classifier) -> str:
    """How often the further areas that titles name are those that the policy names, for titles with two."""
    told = [category_of(row.text, some, "", classifier) for row, some in zip(rows, chances, strict=True)]
    named = [(row, category) for row, category in zip(rows, told, strict=True) if category.also]
    right = sum({row.area, row.second} == {category.label, *category.also} for row, category in named)
    there = sum(row.second is not None for row in rows)
    return f"further areas named\t{len(named)} titles, just the policy's two in {right}; titles with two: {there}"


def evaluate(path: Path) -> str:
    """The figures of the model as it ships on the titles of a file."""
    rows, classifier = read_titles(path), load_classifier(TRAINED).model
    start = time.process_time()
    told = [every_chance(row.text, classifier) for row in rows]
    spent = (time.process_time() - start) / max(len(rows), 1)
    return f"{report(rows, np.array(told))}\n\nCPU for each title\t{spent * 1000:.2f} ms"


def make(*, wrong: bool) -> None:
    """Train, fit the temperature on titles of held-out sources, write; print what was measured there."""
    start, spent = time.perf_counter(), time.process_time()
    titles = read_titles(HERE / "data" / "titles.tsv")
    rows = (*titles, *read_terms(HERE / "data"))
    counted = Counted([row.text for row in rows])
    held = held_out_scores(rows, counted, len(titles))
    temperature = fit_temperature(held, np.array([LABELS.index(row.area) for row in titles]))
    save(train(rows, counted, np.arange(len(rows))), temperature, TRAINED / MODEL_FILE)
    save_terms(rows, TRAINED / TERMS_FILE)
    size = (TRAINED / MODEL_FILE).stat().st_size
    print(f"{len(titles)} titles, {len(rows) - len(titles)} terms and patterns, temperature {temperature:.3f}")
    print(f"{size / 1e6:.2f} MB, {time.perf_counter() - start:.0f} s, of it CPU {time.process_time() - spent:.0f} s\n")
    chances = chances_of(held, temperature)
    print("Own titles, each told by a model that saw no title of its source:\n" + report(titles, chances))
    print("\n" + further_areas(titles, chances, load_classifier(TRAINED)))
    if wrong:
        print("\n" + worst(titles, chances))


def worst(rows: Sequence[Row], chances: Floats) -> str:
    """The wrong first choices, the surest first."""
    wrong = [
        (float(chances[at].max()), row, LABELS[int(chances[at].argmax())])
        for at, row in enumerate(rows)
        if LABELS[int(chances[at].argmax())] is not row.area
    ]
    ordered = sorted(wrong, key=lambda item: (-item[0], item[1].text))
    return "\n".join(f"{chance:.2f}\t{row.area.value}\t{told.value}\t{row.text}" for chance, row, told in ordered)


def main() -> None:
    """Read the arguments."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--evaluate", type=Path, metavar="TITLES.tsv", help="measure the model on labelled titles")
    parser.add_argument("--wrong", action="store_true", help="after training, list the wrong held-out titles")
    arguments = parser.parse_args()
    if arguments.evaluate:
        print(evaluate(arguments.evaluate))
    else:
        make(wrong=arguments.wrong)


if __name__ == "__main__":
    main()
