"""The area of the lab, by what is printed and by title; and the recipe that trains the model."""

import shutil
import time
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.activity import CategoryLabel
from ingest.classify import (
    LABELS,
    MODEL_FILE,
    TERMS_FILE,
    Classifier,
    classify,
    every_chance,
    load_classifier,
    pieces,
    printed_areas,
)
from ingest.errors import SettingsError
from ingest.vocabulary import MODEL_FOLDER
from tests.made_pages import HOSTILE, HOSTILE_SECONDS

C = CategoryLabel


@cache
def classifier() -> Classifier:
    return load_classifier()


# Written for this test, none of them in models/data/titles.tsv.
TITLES = [
    ("Sorting Out a Weak Reverse Type", C.BLOOD_BANKING),
    ("When the Screen Is Positive: Antibody Work-Ups for the Night Shift", C.BLOOD_BANKING),
    ("After a Needlestick Injury", C.SAFETY),
    ("Chemical Hygiene for New Staff", C.SAFETY),
    ("Honesty, Duty, and Hard Choices: Medical Ethics at the Bench", C.ETHICS),
    ("Schistocytes, Spherocytes and Their Causes", C.HEMATOLOGY),
    ("Working Up a Prolonged aPTT", C.COAGULATION),
    ("Reading the Gram Smear from a Positive Bottle", C.MICROBIOLOGY),
    ("High-Sensitivity Troponin, Two Years On", C.CHEMISTRY),
    ("Crystals and Casts You Should Know", C.URINALYSIS_BODY_FLUIDS),
    ("Library Preparation for Next-Generation Sequencing", C.MOLECULAR),
    ("ANA Patterns on HEp-2 Cells", C.IMMUNOLOGY),
    ("Better Sections: Microtomy and Embedding", C.HISTOLOGY_CYTOLOGY),
    ("Order of Draw and Other Things Phlebotomists Are Asked", C.PHLEBOTOMY),
    ("Keeping Glucose Meters Honest on the Wards: Point of Care", C.POINT_OF_CARE),
    ("Westgard Rules Without Tears", C.QUALITY_REGULATORY),
    ("Hiring and Keeping Staff in Hard Times", C.MANAGEMENT),
    ("Preceptors: Teaching Students on Clinical Rotation", C.EDUCATION),
    ("Basic Life Support for Everyone", C.OTHER),
]


@pytest.mark.parametrize(("title", "label"), TITLES)
def test_a_title_says_the_area(title: str, label: C) -> None:
    category = classify(title, "", classifier())
    assert category.label is label
    assert category.confidence > 0.5
    assert category.method == "model:title"


# docs/categories.md: the area of a topic that could go either way.
POLICY = [
    ("Quality Control in the Hemostasis Laboratory", C.COAGULATION),
    ("Quality Assurance for Crossmatching", C.BLOOD_BANKING),
    ("Specimen Collection for Aggregation Studies of Platelets", C.COAGULATION),
    ("Teaching Hematology at the Bench", C.EDUCATION),
    ("Patient Safety and Preventing Medical Errors", C.SAFETY),
    ("HIPAA Privacy for the Laboratory", C.QUALITY_REGULATORY),
    ("Lean and Six Sigma", C.MANAGEMENT),
    ("Point-of-Care INR", C.POINT_OF_CARE),
    ("Urine Drug Screens", C.CHEMISTRY),
    ("Malaria on Blood Smears", C.MICROBIOLOGY),
    ("Diagnosis and Management of Diabetes", C.CHEMISTRY),
]


@pytest.mark.parametrize(("title", "label"), POLICY)
def test_the_policy_decides_what_could_go_either_way(title: str, label: C) -> None:
    category = classify(title, "", classifier())
    assert category.label is label
    assert len(category.runners_up) >= 2


# Florida's line, plain labels and CAP's titles (labce.com, cdc.gov/labtraining, cap.org).
PRINTED = [
    ("A Case Study", "Credit Hours - General (Blood Banking / Immunohematology): 2 hour(s)", C.BLOOD_BANKING),
    ("A Case Study", "also approved in the category of Microbiology/Mycology/Parasitology for Florida", C.MICROBIOLOGY),
    ("A Case Study", "approved in the category of (Microbiology)", C.MICROBIOLOGY),
    ("A Case Study", "Category: Hematology", C.HEMATOLOGY),
    ("A Case Study", "Subject area: Molecular Diagnostics\nLevel: basic", C.MOLECULAR),
    ("A Case Study", "Discipline - Immunology", C.IMMUNOLOGY),
    ("A Case Study", "General (Medical Errors)", C.SAFETY),
    ("CAP Pro Course - Hematology - A Case Study (2026)", "", C.HEMATOLOGY),
    ("CAP Pro Course - Coagulation - Reading the Curve", "", C.COAGULATION),
    ("What a Glucose Tells", "Category: Hematology", C.HEMATOLOGY),
    # A heading that covers several areas leaves the choice among them to the title.
    ("Urine Sediment", "General (Clinical Chemistry/UA/Toxicology): 1 hour", C.URINALYSIS_BODY_FLUIDS),
    ("Troponin", "General (Clinical Chemistry/UA/Toxicology): 1 hour", C.CHEMISTRY),
    ("A Case Study", "General (Clinical Chemistry/UA/Toxicology): 1 hour", C.CHEMISTRY),
]


@pytest.mark.parametrize(("title", "text", "label"), PRINTED)
def test_a_printed_area_wins(title: str, text: str, label: C) -> None:
    category = classify(title, text, classifier())
    assert (category.label, category.method) == (label, "printed")
    assert 0.5 < category.confidence < 1


NO_AREA = [
    "This activity is designated for 1.0 AMA PRA Category 1 Credit",
    "Packing and Shipping Category B Specimens",
    "Category: online",
    "Specialty: Nursing",
    "General Hospital of Ohio (Hematology)",
    "Category 1: Hematology is taught elsewhere",
]


@pytest.mark.parametrize("text", NO_AREA)
def test_a_printed_word_that_names_no_area_is_ignored(text: str) -> None:
    assert printed_areas("", text) == ()


def test_what_the_title_says_stays_among_the_runners_up() -> None:
    printed = classify("What a Glucose Tells", "Category: Hematology", classifier())
    assert C.CHEMISTRY in [label for label, _ in printed.runners_up]


def test_further_areas_that_the_title_names() -> None:
    assert classify("Molecular Testing in Transfusion Medicine", "", classifier()).also
    assert classify("Urinalysis and Clinical Chemistry", "", classifier()).also
    assert classify("Sickle Cell Disease", "", classifier()).also == ()
    assert classify(None, "", classifier()).also == ()


def test_objectives_say_what_a_vague_title_does_not() -> None:
    objectives = "Objectives: identify common Gram-positive cocci; describe antimicrobial resistance of staphylococci."
    category = classify("A Case Study", objectives, classifier())
    assert (category.label, category.method) == (C.MICROBIOLOGY, "model:title+description")
    assert classify("Thalassemia and Sickle Cell Disease", objectives, classifier()).label is C.HEMATOLOGY


def test_other_words_of_the_paper_say_nothing() -> None:
    around = "Our other courses: blood bank, transfusion medicine"
    assert classify("Urinalysis", around, classifier()) == classify("Urinalysis", "", classifier())


@pytest.mark.parametrize("title", [None, "", "   ", "—", "漢字"])
def test_a_title_that_says_nothing_is_other_with_little_confidence(title: str | None) -> None:
    category = classify(title, "", classifier())
    assert category.label is C.OTHER
    assert category.confidence < 0.1


@pytest.mark.parametrize("title", ["xyzzy", "Case Study 3", "Qqq Zzz"])
def test_a_strange_title_is_not_sure(title: str) -> None:
    assert classify(title, "", classifier()).confidence < 0.8


@given(st.none() | st.text(), st.text())
def test_the_chances_are_chances(title: str | None, text: str) -> None:
    category = classify(title, text, classifier())
    chances = [category.confidence, *(chance for _, chance in category.runners_up)]
    assert chances == sorted(chances, reverse=True)
    assert len(chances) >= 2
    assert 0 < sum(chances) <= 1 + 1e-9
    assert len({category.label, *(label for label, _ in category.runners_up)}) == len(chances)


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: repr(text[:20]))
def test_hostile_text_is_fast(text: str) -> None:
    classifier()
    start = time.process_time()
    classify(text, text, classifier())
    assert time.process_time() - start < HOSTILE_SECONDS


def test_the_model_is_small() -> None:
    assert sum((MODEL_FOLDER / name).stat().st_size for name in (MODEL_FILE, TERMS_FILE)) < 3_000_000


@pytest.mark.parametrize("name", [MODEL_FILE, TERMS_FILE])
@pytest.mark.parametrize("content", [None, b"", b"PK\x03\x04", b"\xff\xfe", b"term\tarea\nblood\tcolour\n"])
def test_a_damaged_model_is_refused_by_name(tmp_path: Path, name: str, content: bytes | None) -> None:
    for other in (MODEL_FILE, TERMS_FILE):
        shutil.copy(MODEL_FOLDER / other, tmp_path)
    (tmp_path / name).unlink()
    if content is not None:
        (tmp_path / name).write_bytes(content)
    with pytest.raises(SettingsError, match=rf"{name} cannot be read.*Install ingest again"):
        load_classifier(tmp_path)


def test_a_model_that_would_run_code_is_refused(tmp_path: Path) -> None:
    shutil.copy(MODEL_FOLDER / TERMS_FILE, tmp_path)
    np.savez(tmp_path / MODEL_FILE, labels=np.array([object()]), allow_pickle=True)
    with pytest.raises(SettingsError, match="Install ingest again"):
        load_classifier(tmp_path)


def test_pieces_are_hashed_the_same_everywhere() -> None:
    words, parts = pieces("ABO abo")
    assert sorted(words.items()) == sorted(pieces("abo ABO")[0].items())
    assert sum(words.values()) == 3  # two words and a pair
    assert sum(parts.values()) == 12  # each " abo ": three of three characters, two of four, one of five
    assert sorted(pieces("abo")[0]) == [343905218]


def test_every_chance_is_in_the_order_of_the_labels() -> None:
    chances = every_chance("Hemophilia", classifier().model)
    assert chances.shape == (len(LABELS),)
    assert LABELS[int(chances.argmax())] is C.COAGULATION
    assert chances.sum() == pytest.approx(1)


def test_the_same_data_train_the_same_model() -> None:
    from models import categories as recipe

    titles = recipe.read_titles(recipe.HERE / "data" / "titles.tsv")[::24]
    counted = recipe.Counted([row.text for row in titles])
    everything = np.arange(len(titles))
    first, second = (recipe.train(titles, counted, everything) for _ in range(2))
    assert np.array_equal(first.weights, second.weights)
    told = [LABELS[at] for at in recipe.scores_of(first, [row.text for row in titles]).argmax(axis=1)]
    assert np.mean([area is row.area for area, row in zip(told, titles, strict=True)]) > 0.95


def test_a_saved_model_says_what_the_trained_one_said(tmp_path: Path) -> None:
    from models import categories as recipe

    titles = recipe.read_titles(recipe.HERE / "data" / "titles.tsv")[::24]
    model = recipe.train(titles, recipe.Counted([row.text for row in titles]), np.arange(len(titles)))
    recipe.save(model, 1.3, tmp_path / MODEL_FILE)
    recipe.save_terms(recipe.read_terms(recipe.HERE / "data"), tmp_path / TERMS_FILE)
    read = load_classifier(tmp_path).model
    texts = [row.text for row in titles[::4]]
    wanted = recipe.chances_of(recipe.scores_of(model, texts), 1.3)
    assert np.array([every_chance(text, read) for text in texts]) == pytest.approx(wanted, abs=0.02)


def test_the_figures_of_labelled_titles() -> None:
    from models import categories as recipe

    rows = [recipe.Row("a", C.SAFETY), recipe.Row("b", C.ETHICS), recipe.Row("c", C.ETHICS), recipe.Row("d", C.OTHER)]
    chances = np.full((4, len(LABELS)), 0.0)
    for at, (first, second, sure) in enumerate([(0, 1, 0.9), (1, 0, 0.9), (0, 1, 0.6), (2, 0, 0.6)]):
        chances[at, first], chances[at, second] = sure, 1 - sure
    told = recipe.report(rows, chances)
    assert "first choice right\t0.500" in told
    assert "within the first two\t0.750" in told
    assert "coverage at 99 % precision\t0.500" in told
    assert "calibration error (ECE, 10 bins)\t0.350" in told  # (|.9 - 1| + |.6 - 0|) / 2


def test_titles_of_one_source_lie_in_one_fold() -> None:
    from models import categories as recipe

    rows = recipe.read_titles(recipe.HERE / "data" / "titles.tsv")
    folds = recipe.folds_by_source(rows)
    assert len({(row.source, fold) for row, fold in zip(rows, folds, strict=True)}) == len({row.source for row in rows})
    assert {row.area for row in rows} == set(LABELS)
