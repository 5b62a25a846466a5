"""The audit report: what it says, that nothing from outside acts in it, and how it looks in a real Chromium."""

import base64
import io
import re
import shutil
from collections.abc import Iterator
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import pypdfium2
import pytest
from selenium.common.exceptions import WebDriverException
from selenium.webdriver import Chrome, ChromeOptions
from selenium.webdriver.chrome.service import Service

from ingest.compliance.audit import audit
from ingest.compliance.report import report_html
from ingest.compliance.report_rows import report_rows
from ingest.compliance.rules import load_rules
from tests.report_lab import AS_OF, LAB, hostile_audit, lab_audit

NEEDED = "This test needs Chromium and its driver: see tests/test_review_browser.py"
HOSTILE = "<script>alert('x')</script>\u202e\"'><img src=//x.example>\x1b[2J\u2028\ud800"
VOID = frozenset({"meta", "br", "img", "link", "input", "hr"})
LETTER, A4 = (8.5, 11.0), (8.27, 11.69)  # inches


class Page(HTMLParser):
    """The elements of a page, with a check that each is closed."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements = list[tuple[str, dict[str, str | None]]]()
        self.words = list[str]()
        self._open = list[str]()
        self.feed(html)
        self.close()
        assert self._open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self._open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self._open[-1:] != ["style"]:
            self.words.append(data)

    @property
    def text(self) -> str:
        return re.sub(r"\s+", " ", "".join(self.words))


@pytest.fixture(scope="module")
def html() -> str:
    return report_html(*lab_audit())


def steps(name: str) -> list[tuple[str, ...]]:
    report = report_rows(*lab_audit())
    return [one.next_steps for person in report.people if person.person.name == name for one in person.credentials]


def test_what_to_do_next_is_said_in_plain_sentences() -> None:
    assert steps("Dana R. Whitfield") == [("Needs 2 points in blood banking by 2027-04-30.",)]
    assert steps("Miguel Ángel Fuentes") == [
        (
            "Review 2 certificates: if they are right, the requirement is met.",
            "What is counted so far leaves open: 1 point in safety; 6 points in any area of the laboratory, "
            "by 2027-01-31.",
        )
    ]
    assert steps("Ann Lee") == [
        ("Nothing is missing. The renewal is due by 2026-12-31.",),
        ("Nothing is missing. The renewal is due by 2028-06-30.",),
    ]
    assert steps("Katarzyna Wiśniewska")[0] == (
        "The cycle ended on 2026-10-31 without 1 point in medical ethics; 8 points in any area of the laboratory.",
        "Also review 1 certificate: this takes it as right.",
    )
    assert steps("Ruth Halvorsen")[0][0].startswith("Nothing is required: taking part is voluntary")
    assert steps("Tom Becker")[0][0] == "No rule is known for XYZ to 2027-05-31: check with your board."
    assert "into the staff list" in steps("Benjamin Ortiz")[0][0]


def test_the_renewals_are_in_their_order_and_the_people_in_that_of_the_staff_list() -> None:
    report = report_rows(*lab_audit())
    days = [one.days_left for _, one in report.renewals]
    assert days[0] == -23
    assert days[-1] is None
    assert [day for day in days if day is not None] == sorted(day for day in days if day is not None)
    assert [person.person for person in report.people] == list(LAB)
    assert sum(count for _, count in report.statuses) == len(report.renewals) == 10


def test_every_certificate_is_shown_once_for_each_credential_of_its_owner() -> None:
    result, certificates = lab_audit()
    report = report_rows(result, certificates)
    for person in report.people:
        own = sum(owner == person.person.person_id for owner in result.owners.values())
        for one in person.credentials:
            assert len(one.counting) + len(one.others) == own
            assert all(row.reasons for row in one.others)
    assert len(report.nobodys) + len(result.owners) == len(certificates)


def test_bars_stay_within_their_width() -> None:
    bars = [
        bar
        for person in report_rows(*lab_audit()).people
        for one in person.credentials
        for bar in (one.total, *(bar for _, bar in one.areas))
        if bar
    ]
    assert all(0 <= bar.counted_at <= bar.possible_at <= 100 and 0 < bar.required_at <= 100 for bar in bars)
    assert any(bar.required_at < 100 for bar in bars)


def test_the_page_says_it_all(html: str) -> None:
    text = Page(html).text
    assert not re.search("[0-9a-f]{64}", text)
    for words in (
        "9 people with 10 renewals",
        "4 certificates wait for a person to look; 2 of these decide",
        "35.5 of 36",
        "20 of 26, 6 more if reviews confirm",
        "2021-03-09 is not in 2024-04-30 to 2027-04-30",
        "the same as Troponin assays and what interferes with them, 2026-01-09 (scan-0036.pdf)",
        "Why nobody's",
        "made out to Robert Chen",
        "ascp-mls-2023",
        "check with your board",
        "How this was counted",
        "scan-0001.pdf, page 2",
    ):
        assert words in text


def test_only_the_people_asked_for_are_shown() -> None:
    text = Page(report_html(*lab_audit(), people_shown=["T-003"])).text
    assert "1 person with 2 renewals" in text
    assert "Whitfield" not in text


def test_an_empty_lab_has_a_page() -> None:
    assert "No person is shown" in Page(report_html(audit((), (), load_rules(), AS_OF))).text


def test_it_is_one_file_that_asks_for_nothing(html: str) -> None:
    assert "http:" not in html
    assert "https:" not in html
    elements = Page(html).elements
    assert not {tag for tag, _ in elements} & {"script", "link", "img", "iframe", "object", "embed", "base", "form"}
    attributes = {name for _, attrs in elements for name in attrs}
    assert not attributes & {"src", "srcset", "style", "action"}
    assert not {name for name in attributes if name.startswith("on")}
    assert "@import" not in html
    assert set(re.findall(r"url\(([^)]*)\)", html)) <= {"#hatch", "#dots"}
    targets = [str(attrs["href"]) for _, attrs in elements if "href" in attrs]
    names = {attrs["id"] for _, attrs in elements if "id" in attrs}
    assert all(target.startswith("file:///") or target[1:] in names for target in targets)
    assert "file:///srv/lab/certificates/scan-0001.pdf#page=2" in targets


def test_it_can_be_read_by_ear_and_by_heading(html: str) -> None:
    elements = Page(html).elements
    levels = [int(tag[1]) for tag, _ in elements if re.fullmatch("h[1-6]", tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    assert all(attrs.get("scope") in {"col", "row"} for tag, attrs in elements if tag == "th")
    pictures = [attrs for tag, attrs in elements if tag == "svg"]
    assert all(attrs.get("aria-label") or attrs.get("aria-hidden") == "true" for attrs in pictures)
    names = [attrs["id"] for _, attrs in elements if "id" in attrs]
    assert len(names) == len(set(names))
    assert ("html", {"lang": "en", "dir": "ltr"}) in elements


def test_texts_from_outside_are_only_text() -> None:
    html = report_html(*hostile_audit(HOSTILE))
    html.encode("utf-8")
    page = Page(html)
    assert not {tag for tag, _ in page.elements} & {"script", "img"}
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]", html)
    title = "<script>alert('x')</script>\"'><img src=//x.example> [2J "
    isolated = re.findall(r"<bdi>(.*?)</bdi>", html, re.DOTALL)
    assert page.text.count(title) > 20
    assert {tag for text in isolated for tag in re.findall("<[^>]*>", text)} <= {'<span class="day">', "</span>"}
    assert sum("alert(" in text for text in isolated) > 20


def test_no_line_ends_within_a_date(html: str) -> None:
    assert 'Needs 2 points in blood banking by <span class="day">2027-04-30</span>.' in html


def test_a_status_is_a_shape_and_a_word_beside_its_colour(html: str) -> None:
    for status in ("met", "short", "undecided", "voluntary", "no rule"):
        assert re.search(rf'<use href="#status-{status.replace(" ", "_")}"/></svg> {status}</span>', html)


@pytest.fixture(scope="module")
def browser() -> Iterator[Chrome]:
    options = ChromeOptions()
    for argument in (
        "--headless=new",
        "--no-sandbox",
        "--disable-dev-shm-usage",
        "--disable-gpu",
        "--hide-scrollbars",
        "--no-proxy-server",
    ):
        options.add_argument(argument)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    binary = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if binary:
        options.binary_location = binary
    try:
        chrome = Chrome(options=options, service=Service(executable_path=shutil.which("chromedriver")))
    except WebDriverException as error:
        pytest.fail(f"{NEEDED} ({error.msg})")
    yield chrome
    chrome.quit()


@pytest.fixture(params=["lab", "long"])
def report_file(request: pytest.FixtureRequest, html: str, tmp_path: Path) -> Path:
    """The report of the lab, or one in which every text is a long word that cannot be broken."""
    text = html if request.param == "lab" else report_html(*hostile_audit("Averyverylongword" * 8))
    path = tmp_path / "report.html"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize("width", [390, 1440])
def test_nothing_is_wider_than_the_window(browser: Chrome, report_file: Path, width: int) -> None:
    size = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": width < 600}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
    browser.get(report_file.as_uri())
    wide = browser.execute_script(
        "const wide = [...document.querySelectorAll('main *')].filter(one => one.scrollWidth > one.clientWidth + 1"
        " && one.clientWidth && !['THEAD', 'TR', 'TH'].includes(one.tagName)"
        " || one.getBoundingClientRect().right > innerWidth + 1 && !one.closest('thead, svg'));"
        "return [innerWidth, document.documentElement.scrollWidth, wide.map(one => one.outerHTML.slice(0, 90))]"
    )
    assert wide == [width, width, []]
    entries = browser.get_log("browser")  # type: ignore[no-untyped-call] # selenium leaves its hints out
    assert [entry["message"] for entry in entries if "favicon" not in entry["message"]] == []


@pytest.mark.parametrize("paper", [LETTER, A4])
def test_paper_cuts_nothing_off(browser: Chrome, report_file: Path, paper: tuple[float, float]) -> None:
    browser.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})
    browser.get(report_file.as_uri())
    options = {"paperWidth": paper[0], "paperHeight": paper[1], "preferCSSPageSize": True}
    data = browser.execute_cdp_cmd("Page.printToPDF", options)["data"]
    with pypdfium2.PdfDocument(io.BytesIO(base64.b64decode(data))) as pdf:
        printed, sizes = "", set()
        for page in pdf:
            width, height = page.get_size()
            assert (abs(width - paper[0] * 72), abs(height - paper[1] * 72)) < (1, 1)
            text = page.get_textpage()
            printed += text.get_text_range() + "\n"
            for number in range(text.count_rects()):
                left, bottom, right, top = text.get_rect(number)
                assert left > 36
                assert right < width - 36
                assert bottom > 14  # the page number; printers reach nearer
                assert top < height - 36
                sizes.add(round(top - bottom))
        assert max(sizes) > 10  # it was not made small to fit
    for words in (
        "Continuing-education audit",
        "Renewals, the next one first",
        "How this was counted",
    ):
        assert words in printed
