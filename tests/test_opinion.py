"""The second opinion: the shipped recogniser on plain texts, what agrees with it, and how it is trained."""

import pickle
import random
from pathlib import Path

import pytest

from ingest.activity import Candidate, FieldName
from ingest.document import Box, Evidence, Glyphs, Page, Reader, make_page
from ingest.errors import SettingsError
from ingest.opinion import FOLDER, LABELS, MOST_LETTERS, Opinion, Said, agrees, load_opinion, opinions
from ingest.settings import Settings
from ingest.vocabulary import MODEL_FOLDER
from models.generator.certificates import make
from models.opinion import Sample, frequent_words, samples_of, save, spans_of, spoil, train

MOST_BYTES = 4_000_000

TEXTS = {
    "centred": (
        "Certificate of Completion\nThis certifies that\nMarisol Okonjo\nhas successfully completed the course\n"
        "Introduction to Platelet Disorders\nprovided by\nRiverbend Academy\non March 14, 2024\n2.0 contact hours",
        {"holder": "Marisol Okonjo", "title": "Introduction to Platelet Disorders", "completed_on": "March 14, 2024"},
    ),
    "labelled": (
        "CONTINUING EDUCATION CERTIFICATE\nName: Tobias Lindqvist\nCourse title: Urine Sediment Review\n"
        "Date completed: 09/21/2023\nContact hours: 1.5\nProvider: Harbor Laboratory Society",
        {"holder": "Tobias Lindqvist", "title": "Urine Sediment Review", "completed_on": "09/21/2023"},
    ),
    "capitals": (
        "CERTIFICATE OF ATTENDANCE\nPRESENTED TO\nAMINA FERREIRA\nFOR COMPLETING THE COURSE\n"
        "SAFE HANDLING OF CHEMICALS\nJULY 2, 2021",
        # The title in capitals alone is one that it does not see (2026-11-23).
        {"holder": "AMINA FERREIRA", "completed_on": "JULY 2, 2021"},
    ),
}


@pytest.fixture(scope="module")
def opinion() -> Opinion:
    return load_opinion(MODEL_FOLDER)


def page_of(text: str, number: int = 1) -> Page:
    lines = [
        [Glyphs(word, Box(10 + 40 * place, 14 * row, 45 + 40 * place, 14 * row + 10), 10, None) for place, word in line]
        for row, line in enumerate(enumerate(words.split()) for words in text.split("\n"))
    ]
    return make_page(lines, number=number, width=600, height=800, rotation=0, reader=Reader.TEXT_LAYER, why="made")


def candidate(name: FieldName, text: str, start: int = 0, page: int = 1, label: str | None = None) -> Candidate:
    evidence = Evidence(page, start, start + len(text), text, (Box(0, 0, 1, 1),), None)
    return Candidate(name, evidence, 0.9, "model:test", label)


@pytest.mark.parametrize("name", TEXTS)
def test_the_shipped_model_finds_what_is_plain(name: str, opinion: Opinion) -> None:
    text, expected = TEXTS[name]
    page = page_of(text)
    said = opinions((page,), opinion)
    assert {field: said[FieldName(field)][0].text for field in expected} == expected
    assert all(page.text[piece.start : piece.end] == piece.text for pieces in said.values() for piece in pieces)


def test_pages_keep_their_numbers_and_what_is_said_twice_comes_first(opinion: Opinion) -> None:
    first, second = TEXTS["centred"][0], TEXTS["capitals"][0]
    said = opinions((page_of(second, 3), page_of(first, 4), page_of(first, 5)), opinion)
    assert [(piece.page, piece.text) for piece in said[FieldName.HOLDER]] == [
        (4, "Marisol Okonjo"),
        (5, "Marisol Okonjo"),
        (3, "AMINA FERREIRA"),
    ]


def test_a_page_without_words_says_nothing(opinion: Opinion) -> None:
    assert opinions((Page(1, 9, 9, 0, "", (), Reader.OCR, "made"),), opinion) == {}


def test_a_long_page_is_read_to_its_bound(opinion: Opinion) -> None:
    page = page_of("word " * MOST_LETTERS + "\n" + TEXTS["centred"][0])
    assert all(piece.end <= MOST_LETTERS for pieces in opinions((page,), opinion).values() for piece in pieces)


def test_words_of_one_certificate_are_not_kept(opinion: Opinion) -> None:
    """A worker that reads a million certificates must not grow with each new word."""
    opinions((page_of("certificate of completion"),), opinion)
    vocab = opinion.recogniser.vocab
    before = len(vocab.strings), len(list(vocab))
    opinions((page_of(" ".join(f"unheard{number}" for number in range(500))),), opinion)
    assert (len(vocab.strings), len(list(vocab))) == before


@pytest.mark.parametrize(
    ("name", "first", "second", "expected"),
    [
        (FieldName.HOLDER, "MARISOL  OKONJO", "Marisol\nOkonjo", True),
        (FieldName.HOLDER, "José Ruiz", "Jose Ruiz", True),
        (FieldName.HOLDER, "Marisol Okonjo", "Tobias Lindqvist", False),
        (FieldName.HOLDER, "", "...", False),
        (FieldName.COMPLETED_ON, "March 14, 2024", "14 Mar 2024", True),
        (FieldName.COMPLETED_ON, "March 14, 2024", "March 15, 2024", False),
        (FieldName.COMPLETED_ON, "soon", "soon", False),
        (FieldName.CREDIT, "1.5", "1.50 contact hours", True),
        (FieldName.CREDIT, "10", "1.0", False),
        (FieldName.CREDIT, "two (2) hours", "2", True),
        (FieldName.CREDIT, "hours", "hours", False),
        (FieldName.PROGRAM_NUMBER, "578-008-15", "578-008-15", None),
    ],
)
def test_what_says_the_same(name: FieldName, first: str, second: str, expected: bool | None) -> None:
    said = {} if expected is None else {name: (Said(2, 50, 50 + len(second), second),)}
    assert agrees(candidate(name, first), said) is expected


def test_a_label_apart_belongs_to_an_amount() -> None:
    said = {FieldName.CREDIT: (Said(1, 0, 14, "1.5 CE credits"),)}
    assert agrees(candidate(FieldName.CREDIT, "1.5", label="Contact hours"), said) is True


def test_nearly_the_same_place_is_the_same() -> None:
    title = "Advanced Topics in Hematology"
    said = {FieldName.TITLE: (Said(1, 9, 9 + len(title), title),)}
    assert agrees(candidate(FieldName.TITLE, f"{title}: A", 9), said) is True
    assert agrees(candidate(FieldName.TITLE, "Hematology", 28), said) is False
    assert agrees(candidate(FieldName.TITLE, f"{title}: A", 9, page=2), said) is False


def files_of(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def test_the_model_is_small_and_holds_no_words_of_certificates() -> None:
    files = files_of(MODEL_FOLDER / FOLDER)
    assert sum(path.stat().st_size for path in files) <= MOST_BYTES
    names = {path.relative_to(MODEL_FOLDER / FOLDER).as_posix() for path in files}
    assert names == {"config.cfg", "meta.json", "tokenizer", "ner/cfg", "ner/model", "ner/moves"}


def test_no_pickle_is_in_the_model_and_none_is_loaded(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*arguments: object, **options: object) -> None:
        raise AssertionError("a pickle was loaded")

    for path in files_of(MODEL_FOLDER / FOLDER):
        with pytest.raises((pickle.UnpicklingError, ValueError, KeyError, EOFError, IndexError, UnicodeDecodeError)):
            pickle.loads(path.read_bytes())
    for name in ("pickle.load", "pickle.loads", "pickle.Unpickler", "srsly.pickle_loads"):
        monkeypatch.setattr(name, refuse)
    assert opinions((page_of(TEXTS["centred"][0]),), load_opinion(MODEL_FOLDER))


def test_a_missing_or_damaged_model_is_named(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="opinion"):
        load_opinion(tmp_path)
    for path in files_of(MODEL_FOLDER / FOLDER):
        copy = tmp_path / path.relative_to(MODEL_FOLDER)
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_bytes(path.read_bytes() if path.name != "model" else path.read_bytes()[:1000])
    with pytest.raises(SettingsError, match="Install ingest again"):
        load_opinion(tmp_path)


@pytest.fixture(scope="module")
def samples() -> tuple[Sample, ...]:
    return tuple(samples_of(make(78, 8, 1, near_share=0.0), Settings()))


def test_samples_hold_the_values_as_printed(samples: tuple[Sample, ...]) -> None:
    assert len(samples) >= 6
    printed = [one.expected["printed"] for one in make(78, 8, 1, near_share=0.0)]
    for sample in samples:
        assert {"HOLDER", "TITLE"} <= {label for _, _, label in sample.spans} <= set(LABELS)
        for start, end, label in sample.spans:
            value = " ".join(sample.text[start:end].split())
            assert any(value in one.get(label.lower(), ()) for one in printed)


def test_a_value_that_was_not_read_as_printed_leaves_its_certificate_out() -> None:
    made = next(make(78, 1, 1, near_share=0.0))
    assert spans_of(page_of("nothing of it"), made.spots) is None


def test_spoilt_samples_keep_their_values(samples: tuple[Sample, ...]) -> None:
    rng = random.Random(5)
    changed = 0
    for sample in samples * 20:
        spoilt = spoil(sample, frequent_words(samples), rng)
        assert len(spoilt.spans) == len(sample.spans)
        # The wording before and after a value has its words still, so the value has not slipped.
        for (start, end, _), (old_start, old_end, _) in zip(spoilt.spans, sample.spans, strict=True):
            assert spoilt.text[start:end].count("\n") == sample.text[old_start:old_end].count("\n")
            assert spoilt.text[:start].count("\n") == sample.text[:old_start].count("\n")
        changed += spoilt.text != sample.text
    assert 0 < changed < 20 * len(samples)


def test_a_value_with_white_space_at_its_edges_can_be_learned() -> None:
    """A damaged first letter may leave a space, which spaCy refuses at the edge of a value (E024)."""
    text = "awarded to  Dana Wren \nfor attending"
    train((Sample(text, ((11, 22, "HOLDER"),)),) * 3, epochs=1)


def test_training_twice_gives_the_same_model(samples: tuple[Sample, ...], tmp_path: Path) -> None:
    for name in ("one", "two"):
        save(train(samples, epochs=1), tmp_path / name / FOLDER)
    one, two = files_of(tmp_path / "one"), files_of(tmp_path / "two")
    assert [path.read_bytes() for path in one] == [path.read_bytes() for path in two]
    assert load_opinion(tmp_path / "one").recogniser.pipe_labels["ner"] == sorted(LABELS)
