"""The evaluation layouts: what a label says is what the page prints, and the same seed gives the same pages."""

import json
from collections import Counter
from html.parser import HTMLParser
from pathlib import Path

import pypdfium2
import pytest

from benchmarks import chromium
from benchmarks.reading.presence import has_date, judge, run_together
from benchmarks.understanding import make, pages
from benchmarks.understanding.facts import courses, make_facts, providers
from benchmarks.understanding.make import make_set, orders_of
from benchmarks.understanding.pages import Layout, Written, load_layouts, print_written, write_page, write_pages
from benchmarks.understanding.sheet import Sheet
from ingest.activity import CategoryLabel
from models.judge import load_labels

# The judge of readings wants the unit beside the number, and the name in one run; these print both apart.
UNIT_APART = frozenset({"awarded-of-maximum", "horizontal-table"})
NAME_APART = frozenset({"two-column-form"})


class Shown(HTMLParser):
    """Keeps the text that a page shows: no style, no drawing."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self.hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.hidden += tag in ("style", "svg")

    def handle_endtag(self, tag: str) -> None:
        self.hidden -= tag in ("style", "svg")

    def handle_data(self, data: str) -> None:
        if not self.hidden:
            self.texts.append(data)


def shown(page: Written) -> str:
    parser = Shown()
    parser.feed(page.html)
    return " ".join(" ".join(parser.texts).split())


@pytest.fixture(scope="module")
def layouts() -> tuple[Layout, ...]:
    return load_layouts()


@pytest.fixture(scope="module")
def written(layouts: tuple[Layout, ...]) -> list[Written]:
    return write_pages(layouts, 3, 7)


def test_there_are_as_many_layouts_as_promised_on_both_sides(layouts: tuple[Layout, ...]) -> None:
    sides = Counter(layout.side for layout in layouts)
    assert sum(sides.values()) >= 72
    assert min(sides["dev"], sides["held_out"]) >= 36
    assert len({layout.name for layout in layouts}) == len(layouts)


def test_the_lists_are_as_long_as_promised() -> None:
    titles = [course.title for course in courses()]
    assert len(titles) == len(set(titles)) >= 150
    assert {course.category for course in courses()} == set(CategoryLabel)
    assert len({provider.kind for provider in providers()}) == 12
    numbers = [provider.number for provider in providers() if provider.number != "578"]  # LabCE and MediaLab are one
    assert len(set(numbers)) == len(numbers)


def test_every_labelled_value_is_printed(written: list[Written]) -> None:
    for page in written:
        text, label = shown(page), page.label
        lacking = set(judge(text, label).lacking)
        lacking -= {"hours"} if page.layout.name in UNIT_APART else set()
        lacking -= {"holder"} if page.layout.name in NAME_APART else set()
        assert not lacking, page.name
        run = run_together(text)
        for key in ("program_number", "cert_number", "level"):
            assert label[key] is None or run_together(label[key]) in run, (page.name, key)
        assert any(run_together(name) in run for name in (label["provider"], *label["provider_alt"])), page.name
        assert any(run_together(part) in run for part in label["holder"].split()), page.name


def test_every_layout_states_whom_what_when_and_by_whom(written: list[Written]) -> None:
    for page in written:
        assert None not in [page.label[key] for key in ("holder", "title", "date", "provider")], page.name
    without_hours = {page.layout.name for page in written if page.label["hours"] is None}
    assert 2 <= len(without_hours) <= 6


def test_no_completion_date_can_be_read_as_another_day(layouts: tuple[Layout, ...]) -> None:
    numeric = next(layout for layout in layouts if layout.name == "fire-card")
    for number in range(40):
        page = write_page(numeric, number, 3)
        _, month, day = page.label["date"].split("-")
        assert int(day) > 12 or day == month
        assert has_date(shown(page), page.label["date"])


def test_the_same_seed_gives_the_same_pages(layouts: tuple[Layout, ...], written: list[Written]) -> None:
    assert write_pages(layouts[:2], 3, 7) == written[:6]
    assert [page.label for page in write_pages(layouts[:2], 3, 8)] != [page.label for page in written[:6]]


def test_pages_of_a_layout_differ(written: list[Written]) -> None:
    assert len({(page.label["holder"], page.label["title"], page.label["date"]) for page in written}) == len(written)


def test_a_safety_company_teaches_safety() -> None:
    drawn = {make_facts(str(number), ("safety",), "short").course.category for number in range(30)}
    assert drawn == {CategoryLabel.SAFETY}


def test_sessions_add_up_to_the_credit() -> None:
    for number in range(20):
        facts = make_facts(str(number), ("society",), "day", is_meeting=True)
        sheet = Sheet(facts)
        assert sum(session.hours for session in sheet.sessions(4)) == facts.hours
        sheet.title()
        assert "category" not in sheet.finished_label()


def test_only_what_was_printed_is_labelled() -> None:
    sheet = Sheet(make_facts("one", ("online",), "short"))
    sheet.holder("family_caps")
    sheet.day("expires")
    sheet.maximum()
    label = sheet.finished_label()
    assert label["holder"] == sheet.facts.holder.natural
    assert [label[key] for key in ("title", "date", "hours", "program_number", "level")] == [None] * 5


def test_of_several_numbers_the_pace_number_names_the_course() -> None:
    sheet = Sheet(make_facts("one", ("online",), "short"))
    florida, code, pace = sheet.florida(), sheet.code(), sheet.pace()
    label = sheet.finished_label()
    assert (label["program_number"], label["program_number_alt"]) == (pace, code)
    assert florida not in label.values()


def test_ceu_alone_is_the_credit_and_beside_hours_it_is_not() -> None:
    alone, beside = (Sheet(make_facts("one", ("online",), "tenths")) for _ in range(2))
    assert alone.hours("ceu", "ceu") == beside.hours("ceu")
    assert alone.label["hours"] * 10 == pytest.approx(beside.label["hours"])
    assert (alone.label["hours_unit"], beside.label["hours_unit"]) == ("ceu", "contact_hour")


@pytest.mark.parametrize("line", ["<style>", "{# size=vast hours=short kinds=online meeting=no #}\n"])
def test_a_layout_without_its_first_line_is_refused(line: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "dev").mkdir()
    (tmp_path / "dev" / "odd.html").write_text(line)
    monkeypatch.setattr(pages, "LAYOUTS", tmp_path)
    with pytest.raises(ValueError, match=r"odd\.html"):
        load_layouts()


def test_without_a_browser_the_message_says_how_to_get_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chromium, "BROWSERS", ("no-such-browser",))
    with pytest.raises(FileNotFoundError, match="apt-get install"):
        chromium.find_browser()


def test_half_of_the_pages_are_spoiled_and_every_fourth_of_them_photographed(written: list[Written]) -> None:
    orders = orders_of(written, [b""] * len(written), 1)
    assert len(orders) == (len(written) + 1) // 2
    assert {order.name.rpartition("-")[0] for order in orders} == {page.layout.name for page in written}
    assert sum(order.dpi is None for order in orders) == len(orders) // 4
    assert {order.dpi for order in orders if order.dpi} == {150, 175, 200}


@pytest.mark.timeout(120)
def test_each_page_is_printed_on_one_sheet_with_its_words(layouts: tuple[Layout, ...]) -> None:
    few = write_pages(layouts, 1, 5)
    for page, pdf in zip(few, print_written(few), strict=True):
        with pypdfium2.PdfDocument(pdf) as document:
            assert len(document) == 1
            width, height = document[0].get_size()
            text = run_together(document[0].get_textpage().get_text_range().replace("\ufffe", ""))
        wide, tall = pages.SIZES[page.layout.size]
        assert (width, height) == pytest.approx((wide * 72, tall * 72), abs=1), page.name
        for key in ("program_number", "cert_number"):
            assert page.label[key] is None or run_together(page.label[key]) in text, (page.name, key)
        assert all(run_together(word) in text for word in page.label["holder"].split()), page.name
        assert all(run_together(word) in text for word in page.label["title"].split()), page.name


def test_the_set_is_written_with_labels_that_the_judge_reads(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(make, "load_layouts", lambda: load_layouts()[:2])
    count = make_set(tmp_path, 1, 1, scans=True)
    rows = [json.loads(line) for line in (tmp_path / make.LABELS).read_text("utf-8").splitlines()]
    assert count == len(rows) == 3
    assert Counter(row["kind"] for row in rows) == {"text_pdf": 2, "image_pdf": 1}
    labels = load_labels(tmp_path / make.LABELS, tmp_path)
    assert [label.file for label in labels] == [row["file"] for row in rows]
    assert {label.side for label in labels} <= {"dev", "held_out"}
    assert all(label.holder for label in labels)
