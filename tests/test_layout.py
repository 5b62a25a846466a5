"""Lines and paragraphs of certificates, and their sizes."""

from hypothesis import given

from ingest.document import Page, Reader, make_page
from ingest.layout import Layout
from tests.made_pages import at, page, printed_pages, stacked

FORM = Layout(
    (
        page(
            at(50, 60, "Certificate", 28),
            at(50, 150, "Name:"),
            at(150, 150, "Dana Whitfield"),
            at(400, 152, "No. 17"),
            at(50, 190, "Course:"),
            at(50, 203, "Blood Bank Basics"),
            at(50, 300, "Date"),
        ),
    )
)


def test_lines_close_together_and_of_like_size_are_one_paragraph() -> None:
    texts = [paragraph.text for paragraph in FORM.paragraphs]
    assert texts == ["Certificate", "Name:", "Dana Whitfield", "No. 17", "Course:\nBlood Bank Basics", "Date"]


def test_lines_of_other_size_place_or_distance_are_not() -> None:
    def paragraphs(*printed: Page) -> list[int]:
        return [len(paragraph.lines) for paragraph in Layout(printed).paragraphs]

    assert paragraphs(page(at(50, 60, "Blood Bank"), at(50, 73, "Basics"))) == [2]
    assert paragraphs(page(at(50, 60, "Blood Bank", 11), at(50, 73, "Basics", 15))) == [1, 1]
    assert paragraphs(page(at(50, 60, "Blood Bank"), at(50, 90, "Basics"))) == [1, 1]
    assert paragraphs(page(at(50, 60, "Blood Bank"), at(150, 73, "Basics"))) == [1, 1]
    assert paragraphs(page(at(50, 60, "Blood Bank")), page(at(50, 73, "Basics"), number=2)) == [1, 1]
    assert paragraphs(stacked("Blood Bank\nBasics for Everybody\nand All")) == [3], "centred on one axis"


def test_lines_that_end_at_one_edge_are_one_paragraph() -> None:
    long, short = "was present at Ethical Allocation of Scarce", "Laboratory Resources on this day"
    (first, second) = Layout((page(at(50, 60, long), at(50, 200, short)),)).lines
    end = first.box.x1 - second.box.x1
    (paragraph,) = Layout((page(at(50, 60, long), at(50 + end, 73, short)),)).paragraphs
    assert paragraph.text == f"{long}\n{short}"


def test_a_name_goes_on_under_a_line_that_begins_in_smaller_type() -> None:
    first = (*at(50, 66, "Credit is awarded to").glyphs(), *at(157, 60, "JERICHO JENNIFER", 22).glyphs())
    second = at(150, 84, "MENDOZA", 22).glyphs()
    made = make_page([first, second], number=1, width=612, height=792, rotation=0, reader=Reader.TEXT_LAYER, why="made")
    (paragraph,) = Layout((made,)).paragraphs
    assert paragraph.text == "Credit is awarded to JERICHO JENNIFER\nMENDOZA"


def test_sizes() -> None:
    assert (FORM.text_size, FORM.largest_size) == (11, 28)
    assert Layout((page(at(50, 60, "4 5 6", 40), at(50, 150, "Dana")),)).largest_size == 11, "digits are no line"
    assert Layout((page(at(50, 60, "4 5 6", 40)),)).largest_size == 40, "but they are all there is"


def test_two_pages_do_not_mix() -> None:
    layout = Layout((page(at(50, 60, "Name:")), page(at(150, 60, "Dana"), at(50, 80, "Whitfield"), number=2)))
    assert [line.page for line in layout.lines] == [paragraph.page for paragraph in layout.paragraphs] == [1, 2, 2]


@given(printed_pages())
def test_every_word_is_in_one_line_and_one_paragraph(made: Page) -> None:
    layout = Layout((made,))
    assert [made.text[line.start : line.end] for line in layout.lines] == [line.text for line in layout.lines]
    assert "\n".join(line.text for line in layout.lines) == made.text
    assert tuple(line for paragraph in layout.paragraphs for line in paragraph.lines) == layout.lines
    for paragraph in layout.paragraphs:
        assert made.text[paragraph.start : paragraph.end] == paragraph.text
        assert paragraph.page == made.number
