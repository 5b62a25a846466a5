"""The area of the lab, by title, by what is printed, and by the words around."""

import time
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.activity import CategoryLabel
from ingest.classify import Classifier, classify, make_classifier
from tests.made_pages import HOSTILE, HOSTILE_SECONDS, vocabulary


@cache
def classifier() -> Classifier:
    return make_classifier(vocabulary())


# Made after the course lists of labce.com, cdc.gov/labtraining, ascls.org and ascp.org.
TITLES = [
    ("Resolving ABO Discrepancies", CategoryLabel.BLOOD_BANKING),
    ("Antibody Identification for the Transfusion Service", CategoryLabel.BLOOD_BANKING),
    ("Bloodborne Pathogens", CategoryLabel.SAFETY),
    ("Laboratory Safety: Chemical Hygiene", CategoryLabel.SAFETY),
    ("Medical Ethics in the Laboratory", CategoryLabel.ETHICS),
    ("Peripheral Smear Review: Anemias", CategoryLabel.HEMATOLOGY),
    ("Lupus Anticoagulant Testing", CategoryLabel.COAGULATION),
    ("Gram Stain: Organisms in Clinical Specimens", CategoryLabel.MICROBIOLOGY),
    ("Troponin and Cardiac Markers", CategoryLabel.CHEMISTRY),
    ("Urinalysis: Microscopic Sediment", CategoryLabel.URINALYSIS_BODY_FLUIDS),
    ("PCR and Next-Generation Sequencing", CategoryLabel.MOLECULAR),
    ("Order of Draw in Phlebotomy", CategoryLabel.PHLEBOTOMY),
]


@pytest.mark.parametrize(("title", "label"), TITLES)
def test_a_title_says_the_area(title: str, label: CategoryLabel) -> None:
    category = classify(title, "", classifier())
    assert category.label is label
    assert category.confidence > 0.5
    assert category.method


# Florida's line and CAP's titles, of which the printed area binds (labce.com, cdc.gov/labtraining, cap.org).
PRINTED = [
    ("A Case Study", "General (Blood Banking / Immunohematology)", CategoryLabel.BLOOD_BANKING),
    ("A Case Study", "approved in the category of (Microbiology)", CategoryLabel.MICROBIOLOGY),
    ("CAP Pro Course - Hematology - A Case Study (2026)", "", CategoryLabel.HEMATOLOGY),
    ("CAP Pro Course - Coagulation - Reading the Curve", "", CategoryLabel.COAGULATION),
]


@pytest.mark.parametrize(("title", "text", "label"), PRINTED)
def test_a_printed_area_binds(title: str, text: str, label: CategoryLabel) -> None:
    assert classify("A Case Study", "", classifier()).label is CategoryLabel.OTHER
    assert classify(title, text, classifier()).label is label


def test_a_printed_area_outweighs_a_word_of_the_title() -> None:
    title = "What a Glucose Tells"
    assert classify(title, "", classifier()).label is CategoryLabel.CHEMISTRY
    printed = classify(title, "General (Hematology)", classifier())
    assert printed.label is CategoryLabel.HEMATOLOGY
    assert CategoryLabel.CHEMISTRY in [label for label, _ in printed.runners_up]


def test_the_words_around_count_less_than_the_title() -> None:
    around = "Our other courses: blood bank, transfusion medicine"
    assert classify("Urinalysis", around, classifier()).label is CategoryLabel.URINALYSIS_BODY_FLUIDS
    assert classify(None, around, classifier()).label is not CategoryLabel.URINALYSIS_BODY_FLUIDS


def test_a_repeated_word_says_it_once() -> None:
    once, often = (classify(text, "", classifier()) for text in ("Urinalysis", "Urinalysis urinalysis URINALYSIS"))
    assert once == often


def test_nothing_known_is_other() -> None:
    assert classify(None, "", classifier()).label is CategoryLabel.OTHER
    assert classify("", "xyzzy", classifier()).label is CategoryLabel.OTHER


@given(st.none() | st.text(), st.text())
def test_the_chances_are_chances(title: str | None, text: str) -> None:
    category = classify(title, text, classifier())
    chances = [category.confidence, *(chance for _, chance in category.runners_up)]
    assert chances == sorted(chances, reverse=True)
    assert 0 < sum(chances) <= 1 + 1e-9
    assert len({category.label, *(label for label, _ in category.runners_up)}) == len(chances)


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: repr(text[:20]))
def test_hostile_text_is_fast(text: str) -> None:
    start = time.perf_counter()
    classify(text, text, classifier())
    assert time.perf_counter() - start < HOSTILE_SECONDS
