"""The training certificates: the same from the same seed, true to their records, legible, and of many layouts."""

import io
import json
import random
import re
from collections import Counter
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path

import pdfplumber
import pytest
from PIL import Image

from ingest.activity import CategoryLabel, FieldName, IssueCode, PartialDate, Unit
from models.generator import __main__ as command
from models.generator import extras, fonts
from models.generator.blocks import Block, Gap, Grid, Ink, Line, Para, Row, Text
from models.generator.certificates import draw_certificate, layout_of, make
from models.generator.facts import draw_facts
from models.generator.file import Made
from models.generator.labelled import Body
from models.generator.layout import Layout
from models.generator.near import KINDS as NEAR_KINDS
from models.generator.printer import FIELDS, Printer
from models.generator.providers import draw_organisation
from models.generator.titles import listed_titles
from models.generator.written import (
    WrittenLayout,
    WrittenPage,
    page_blocks,
    pages_for,
    pages_in,
    written_pages,
)
from samples.make import expected_record
from samples.values import Stated

SEED = 31
STATED = Stated("A B", "C", "D", "2026-01-02", "1", "hour", None, None, None, "other", ())


@pytest.fixture(scope="module")
def certificates() -> tuple[Made, ...]:
    return tuple(make(SEED, 40, 2))


def texts(ink: list[Ink]) -> Iterator[Text]:
    return (one for one in ink if isinstance(one, Text) and one.text.strip())


def test_the_same_seed_gives_the_same_bytes(certificates: tuple[Made, ...]) -> None:
    again = tuple(make(SEED, 40, 2))
    assert [(made.name, made.content, made.expected) for made in again] == [
        (made.name, made.content, made.expected) for made in certificates
    ]


def test_another_seed_gives_other_certificates(certificates: tuple[Made, ...]) -> None:
    other = {made.content for made in make(SEED + 1, 20, 2)}
    assert other.isdisjoint(made.content for made in certificates)


def test_a_layout_comes_out_the_same_whichever_are_made_before_it(certificates: tuple[Made, ...]) -> None:
    assert [made.content for made in make(SEED, 1, 2, first=17)] == [
        made.content for made in certificates if made.layout == 17
    ]


def test_every_printed_value_stands_in_the_text_of_the_file(certificates: tuple[Made, ...]) -> None:
    looked_at = 0
    for made in certificates[:60]:
        with pdfplumber.open(io.BytesIO(made.content)) as file:
            letters = "".join(char["text"] for char in file.pages[0].chars).replace(" ", "")
        for spot in made.spots:
            assert spot.text.replace(" ", "") in letters, (made.name, spot)
            looked_at += 1
    assert looked_at > 200


def test_the_places_of_values_hold_the_whole_printed_value(certificates: tuple[Made, ...]) -> None:
    for made in certificates:
        pieces: dict[tuple[str, int], list[str]] = {}
        for spot in made.spots:
            pieces.setdefault((spot.field, spot.occurrence), []).append(spot.text)
        joined = {(name, " ".join(parts)) for (name, _), parts in pieces.items()}
        assert joined == {(name, text) for name, found in made.expected["printed"].items() for text in found}


def test_records_have_the_form_of_the_samples(certificates: tuple[Made, ...]) -> None:
    form = expected_record(STATED, "text_pdf", "name", page=1)
    for made in certificates:
        assert form.keys() <= made.expected.keys()
        assert set(made.expected["issues"]) <= {code.value for code in IssueCode}
        activity = made.expected["activity"]
        if activity is None:
            assert made.expected["issues"] == ["not_a_certificate"]
            continue
        assert list(activity) == [name.value for name in FieldName]
        assert activity["holder"] and activity["title"]
        assert activity["completed_on"] is None or PartialDate.parse(activity["completed_on"]).year >= 2008
        assert activity["credit"] is None or activity["credit"]["unit"] in set(Unit)
        assert activity["category"] is None or activity["category"] in set(CategoryLabel)
        printed = set(made.expected["printed"]) | {"category", "provider_number"}
        assert {name for name, value in activity.items() if value is not None} <= printed


def test_texts_neither_touch_each_other_nor_leave_the_page() -> None:
    for number in range(40):
        layout = Layout(SEED, number)
        wide, tall = layout.size
        ink, _ = draw_certificate(layout, 0)
        boxes = [(one.x, one.y - 0.68 * one.size, one.x + one.wide, one.y + 0.15 * one.size, one) for one in texts(ink)]
        for x0, top, x1, bottom, one in boxes:
            assert x0 >= 8 and top >= 6 and x1 <= wide - 8 and bottom <= tall - 6, (number, one)
        for (a0, at, a1, ab, one), (b0, bt, b1, bb, other) in combinations(boxes, 2):
            across, down = min(a1, b1) - max(a0, b0), min(ab, bb) - max(at, bt)
            space = 0.3 * max(one.size, other.size)  # runs end with the space before the next
            assert across <= space or down <= 0.6, (number, one.text, other.text)


@pytest.mark.parametrize("cue", ["certify", "award", "done", "reason", "label.title", "label.date", "label.holder"])
def test_four_hundred_layouts_share_no_wording(cue: str) -> None:
    counts = Counter(Layout(SEED, number).say(cue) for number in range(400))
    assert len(counts) >= 30
    assert counts.most_common(1)[0][1] <= 40


def test_hundreds_of_layouts_are_composed_differently() -> None:
    names = ("size", "align", "body", "carrier", "heading", "border", "pairs", "sign_way", "emission", "logo_place")
    asked = [Layout(SEED, number) for number in range(300)]
    fonts_and_forms = {(layout.theme, layout.day_form, layout.credit_form, layout.accent) for layout in asked}
    assert len(fonts_and_forms) >= 295
    assert len({tuple(layout.rng(name).random() for name in names) for layout in asked}) == 300


def test_a_layout_keeps_its_words_and_its_look() -> None:
    kept = 0
    for number in range(30):
        layout = Layout(SEED, number)
        plain = []
        for copy in (0, 1):
            ink, _ = draw_certificate(layout, copy)
            plain.append({(one.text.strip(), one.font) for one in texts(ink) if one.mark is None})
        kept += len(plain[0] & plain[1]) >= 2
    assert kept >= 26


def test_some_papers_are_no_certificates() -> None:
    made = list(make(SEED, 12, 10, near_share=0.5))
    near = [one for one in made if one.expected["activity"] is None]
    assert 0.3 < len(near) / len(made) < 0.7
    assert {one.expected["genre"] for one in near} == set(NEAR_KINDS)
    assert all(not one.spots and one.expected["kind"] == "not_a_certificate" for one in near)


def test_scans_are_pictures_that_keep_their_records() -> None:
    clean = {made.layout: made.expected["activity"] for made in make(SEED, 6, 1)}
    kinds = set()
    for made in make(SEED, 6, 1, scans=1.0):
        kinds.add(made.expected["kind"])
        assert made.expected["activity"] == clean[made.layout]
        if made.name.endswith(".pdf"):
            with pdfplumber.open(io.BytesIO(made.content)) as file:
                assert not file.pages[0].chars and len(file.pages[0].images) == 1
        else:
            with Image.open(io.BytesIO(made.content)) as picture:
                assert min(picture.size) >= 400
    assert "text_pdf" not in kinds and len(kinds) >= 2


def test_no_installed_font_is_needed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("INSTALLED", "METRICS", "OUTLINES"):
        monkeypatch.setattr(fonts, name, tmp_path)
    fonts.family.cache_clear()
    fonts.script_font.cache_clear()
    try:
        assert len(list(make(SEED, 20, 1))) == 20
    finally:
        fonts.family.cache_clear()
        fonts.script_font.cache_clear()


def test_the_command_writes_files_with_their_records(tmp_path: Path) -> None:
    command.main(["--layouts", "3", "--each", "2", "--seed", "4", "--out", str(tmp_path)])
    files = sorted(path for path in tmp_path.iterdir() if path.suffix == ".pdf")
    assert [path.name for path in files] == [made.name for made in make(4, 3, 2)]
    for path, made in zip(files, make(4, 3, 2), strict=True):
        assert path.read_bytes() == made.content
        assert json.loads(path.with_name(f"{path.name}.expected.json").read_text("utf-8")) == [made.expected]


# written pages


PROVIDER = draw_organisation(random.Random(1), "society")


def filled(page: WrittenPage, number: int = 0) -> tuple[list[Block], Printer]:
    """The page's blocks with drawn facts."""
    layout = WrittenLayout(SEED, number, page)
    facts = draw_facts(
        random.Random(number),
        layout.genre,
        PROVIDER,
        layout.unit,
        layout.roles,
        several=False,
        in_minutes=False,
        language="en",
        listed=listed_titles(),
    )
    printer = Printer(layout, facts)
    return page_blocks(printer, page), printer


def test_every_written_page_prints_what_its_slots_ask_for() -> None:
    named = {"holder:family_first": "holder", "amount": "credit"}
    pages = written_pages()
    assert len(pages) >= 400
    for number, page in enumerate(pages):
        _, printer = filled(page, number)
        text = "\n".join(page.lines)
        asked = {named.get(slot, slot) for slot in re.findall(r"\{([\w:]+)\}", text)} & set(FIELDS)
        chosen = {slot for choice in re.findall(r"\[[^\[\]]*\]", text) for slot in re.findall(r"\{(\w+)\}", choice)}
        asked |= {"holder"} if page.parts_holder else set()
        assert set(printer.printed) <= asked and asked - set(printer.printed) <= chosen, (number, page.lines[0])
        assert {"holder", "title"} & set(printer.printed), (number, page.lines[0])


def test_a_holder_in_parts_is_printed_whole_in_them() -> None:
    pages = [page for page in written_pages() if page.parts_holder]
    assert len(pages) >= 20
    for number, page in enumerate(pages):
        _, printer = filled(page, number)
        person = printer.facts.holder
        assert person.natural in printer.printed["holder"]
        given, family = printer.holder_part("given"), printer.holder_part("family")
        assert person.family is None or f"{given} {family}" == person.natural


def test_a_written_page_keeps_its_lines_cells_and_rules() -> None:
    page = WrittenPage(
        "made",
        1,
        frozenset({"left"}),
        ("# Record", "Learner || {holder} || ~", "", "---", "+ Course || When", "{title} || {completed_on}"),
    )
    blocks, printer = filled(page)
    assert [type(block) for block in blocks] == [Para, Row, Gap, Line, Grid]
    assert set(printer.printed) == {"holder", "title", "completed_on"}


def test_the_dates_beside_the_completion_lie_on_their_sides() -> None:
    page = WrittenPage(
        "made", 1, frozenset(), ("{holder}", "{earlier} {shortly_before} {completed_on} {shortly_after} {later}")
    )
    for number in range(20):
        blocks, printer = filled(page, number)
        line = blocks[1]
        assert isinstance(line, Para)
        assert printer.day(printer.facts.before) in line.spans[0].text
        assert printer.day(printer.facts.after) in line.spans[-1].text


@pytest.mark.parametrize(("lines", "refused"), [(("{holder} {titel}",), "titel"), (("{person9}",), "person9")])
def test_an_unknown_slot_is_refused(lines: tuple[str, ...], refused: str) -> None:
    with pytest.raises(ValueError, match=refused):
        filled(WrittenPage("made", 1, frozenset(), lines))


def test_an_unknown_option_is_refused(tmp_path: Path) -> None:
    (tmp_path / "some.txt").write_text("=== lab sideways\n{holder}\n", encoding="utf-8")
    with pytest.raises(ValueError, match="sideways"):
        pages_in(tmp_path)


def test_a_page_without_credit_prints_none_behind_its_title() -> None:
    page = WrittenPage("made", 1, frozenset({"lab"}), ("{holder}", "{title}"))
    for number in range(300):
        blocks, _ = filled(page, number)
        title = blocks[1]
        assert isinstance(title, Para)
        assert "(CE:" not in "".join(span.text for span in title.spans)


def test_where_no_provider_is_stated_no_logo_names_one() -> None:
    looked_at = 0
    for number in range(400):
        layout = Layout(SEED, number)
        if not layout.states("provider"):
            _, printer = draw_certificate(layout, 0)
            assert extras._logo(Body(printer), "left") == []
            looked_at += 1
    assert looked_at > 5


def test_seven_of_ten_layouts_are_written_pages() -> None:
    drawn = [layout_of(SEED, number, pages_for("trees")) for number in range(200)]
    assert 120 <= sum(isinstance(layout, WrittenLayout) for layout in drawn) <= 160
    assert not any(isinstance(layout_of(SEED, number, ()), WrittenLayout) for number in range(20))


def test_a_page_teaches_one_learner_or_none() -> None:
    trees, opinion, kept_back = map(set, (pages_for("trees"), pages_for("opinion"), pages_for(None)))
    assert trees | opinion | kept_back == set(written_pages())
    assert len(trees) + len(opinion) + len(kept_back) == len(written_pages())
    assert len(trees) > len(opinion) > len(kept_back) >= 80
    assert {page.file for page in kept_back} == {page.file for page in trees}
    assert {made.expected["layout"] for made in make(SEED, 40, 1)}.isdisjoint(
        f"{page.file} {page.place}" for page in opinion | kept_back
    )
