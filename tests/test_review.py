"""The review pages over HTTP: what they show, what they save, and what they refuse."""

import html
import io
import os
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import httpx
import pytest
from PIL import Image, ImageDraw
from reportlab.pdfgen.canvas import Canvas

from ingest.acquire import acquire, describe
from ingest.activity import (
    Category,
    CategoryLabel,
    Credit,
    Failure,
    FieldName,
    Issue,
    IssueCode,
    Outcome,
    PartialDate,
    Unit,
)
from ingest.decision import Action, State
from ingest.document import Box, Code, PageShape
from ingest.errors import SettingsError
from ingest.read import read
from ingest.review.app import create_app, serve
from ingest.review.forms import check_form, typed_values
from ingest.review.pages import DOUBTS, in_address
from ingest.settings import Settings
from ingest.store import Store
from tests.made_outcomes import LATER_RUN, activity, failed
from tests.review_lab import HEIGHT, UNSURE_CREDIT, WHITFIELD, WIDTH, certificate, running

TODAY = date(2026, 11, 23)


@dataclass(frozen=True, slots=True)
class Lab:
    """A store, the pages on it, and a client that looks at them."""

    folder: Path
    store: Store
    client: httpx.Client

    def save(self, name: str, *issues: Issue, **texts: str) -> Outcome:
        outcome = certificate(self.folder / name, *issues, **texts)
        self.store.save([outcome])
        return outcome

    def page(self, key: str) -> str:
        response = self.client.get(f"/certificates/{in_address(key)}")
        assert response.status_code == 200
        return response.text

    def form(self, key: str, action: Action = Action.CONFIRM, **typed: str) -> dict[str, str]:
        """The form as a browser would send it back, with something else typed."""
        page = self.page(key)
        found = self.store.find(key)
        assert found is not None
        texts = typed_values(found.outcome.activity) if found.outcome.activity else {}
        return {"token": hidden(page, "token"), "seen": hidden(page, "seen"), "action": action.value} | texts | typed

    def send(self, key: str, form: dict[str, str]) -> httpx.Response:
        return self.client.post(f"/certificates/{in_address(key)}", data=form)

    def state(self, key: str) -> State:
        found = self.store.find(key)
        assert found is not None
        return found.state


def hidden(page: str, name: str) -> str:
    match = re.search(rf'<input type="hidden" name="{name}" value="([^"]*)">', page)
    assert match, f"the form has no {name}"
    return match[1]


@pytest.fixture
def lab(tmp_path: Path) -> Iterator[Lab]:
    folder = tmp_path / "certificates"
    folder.mkdir()
    with (
        Store.open(f"sqlite:///{tmp_path}/lab.db") as store,
        running(create_app(store, Settings(), user="morgan")) as url,
        httpx.Client(base_url=url, trust_env=False) as client,
    ):
        yield Lab(folder, store, client)


# The list


def test_the_list_shows_what_needs_a_person_with_the_fewest_doubts_first(lab: Lab) -> None:
    no_date = Issue(IssueCode.MISSING, FieldName.COMPLETED_ON, "no completion date was found on the certificate")
    lab.save("two.pdf", UNSURE_CREDIT, no_date, title="Two doubts")
    lab.save("one.pdf", UNSURE_CREDIT, title="One doubt")
    lab.save("none.pdf", title="No doubt")
    page = lab.client.get("/").text
    assert page.index("One doubt") < page.index("Two doubts")
    assert "No doubt" not in page
    assert "not sure enough: credit" in page and "not found: completed on" in page
    assert 'data-state="needs_review" aria-current="page">Needs review <b>2</b>' in page
    assert "Accepted <b>1</b>" in page


def test_each_state_has_its_list_and_failed_files_say_what_to_do(lab: Lab) -> None:
    accepted = lab.save("fine.pdf")
    paths = [lab.folder / "locked.pdf", lab.folder / "gone.pdf"]
    paths[0].write_bytes(b"%PDF-1.7 locked")
    for path in paths:
        outcome = failed(describe(path), "encrypted_file")
        message = f"{path.name}: the PDF needs a password; save a copy without one"
        lab.store.save([replace(outcome, failure=Failure("encrypted_file", message))])
    assert accepted.key in lab.client.get("/?state=accepted").text
    page = lab.client.get("/?state=failed").text
    assert "locked.pdf: the PDF needs a password; save a copy without one" in page
    assert "gone.pdf: the PDF needs a password" in page and "Failed <b>2</b>" in page
    key = f"{describe(paths[0]).sha256}:0-0"
    assert f"/certificates/{key}" in page and "None:0-0" not in page
    assert "Not to be used" in lab.page(key)
    assert lab.send(key, lab.form(key, Action.REJECT)).status_code == 303
    assert lab.state(key) is State.REJECTED
    assert lab.client.get("/?state=sleeping").status_code == 400


def test_an_empty_database_and_an_empty_queue_say_so(lab: Lab) -> None:
    assert "No certificates yet." in lab.client.get("/").text
    lab.save("fine.pdf")
    assert "Nothing is left to review." in lab.client.get("/").text
    assert "No certificate has this state." in lab.client.get("/?state=rejected").text


def test_a_long_list_is_cut_into_pages(lab: Lab) -> None:
    first = certificate(lab.folder / "a.pdf", UNSURE_CREDIT)
    for number in range(101):
        file = replace(first.source, sha256=f"{number:064x}", path=lab.folder / f"{number:03}.pdf")
        lab.store.save([replace(first, source=file)])
    assert lab.client.get("/").text.count("<tr>") == 1 + 100
    assert lab.client.get("/?page=2").text.count("<tr>") == 1 + 1
    assert "ends before page 3" in lab.client.get("/?page=3").text


# The page of a certificate


def test_a_certificate_stands_beside_its_fields(lab: Lab) -> None:
    page = lab.page(lab.save("a.pdf", UNSURE_CREDIT, read_amount="7.5").key)
    assert '<label for="credit">Credit</label><span class="confidence"' in page
    assert ">88 %</span>" in page and ">99.9 %</span>" in page
    assert "Not sure enough to accept it without a person" in page
    assert "<q><bdi>1.5 contact hours</bdi></q>" in page
    assert re.search(r'name="credit_amount"[^>]* value="7.5"', page)
    assert "Next best: Coagulation (2 %)" in page
    assert f'<svg viewBox="0 0 {WIDTH} {HEIGHT}"' in page and 'data-mark="title"' in page
    for name in re.findall(r'<label for="(\w+)"', page):
        assert f'id="{name}"' in page
    assert len(re.findall(r"<label ", page)) == len(FieldName)


def test_the_picture_is_the_page(lab: Lab) -> None:
    outcome = lab.save("a.pdf", UNSURE_CREDIT)
    response = lab.client.get(f"/certificates/{outcome.key}/pages/1.png")
    assert response.headers["content-type"] == "image/png"
    picture = Image.open(io.BytesIO(response.content))
    assert picture.width / picture.height == pytest.approx(WIDTH / HEIGHT, rel=0.01)
    field = outcome.activity and outcome.activity.title.candidate
    assert field
    box, scale = field.evidence.boxes[0], picture.width / WIDTH
    inside = picture.crop(tuple(round(edge * scale) for edge in box.as_tuple()))  # type: ignore[arg-type]
    below = inside.point(lambda value: 255 * (value < 100)).getbbox()
    assert below is not None, "the box of the title holds no ink"
    assert lab.client.get(f"/certificates/{outcome.key}/pages/2.png").status_code == 404
    assert lab.client.get(f"/certificates/{outcome.key}/pages/x.png").status_code == 400


def sideways_pdf(path: Path) -> None:
    """A landscape page that is stored on its side: its text runs up. A black block is at its upright top left."""
    canvas = Canvas(str(path), pagesize=(612, 792), invariant=1)
    canvas.rotate(90)
    canvas.setFont("Times-Roman", 24)
    for row in range(8):
        canvas.drawString(200, -200 - 40 * row, "This certifies that Dana R. Whitfield has completed it")
    canvas.rect(20, -120, 100, 100, fill=1)
    canvas.showPage()
    canvas.save()


def sideways_photo(path: Path) -> None:
    """The same as a picture, turned by a quarter, without a word about it in its data."""
    picture = Image.new("L", (2200, 1700), 255)
    drawing = ImageDraw.Draw(picture)
    for row in range(8):
        text = "This certifies that Dana R. Whitfield has completed the course"
        drawing.text((450, 400 + 120 * row), text, 0, font_size=58)
    drawing.rectangle((50, 50, 330, 330), fill=0)
    picture.transpose(Image.Transpose.ROTATE_90).save(path)


@pytest.mark.parametrize(("name", "draw"), [("side.pdf", sideways_pdf), ("photo.png", sideways_photo)])
def test_a_sideways_page_is_shown_upright(lab: Lab, name: str, draw: Callable[[Path], None]) -> None:
    path = lab.folder / name
    draw(path)
    document = read(acquire(path, Settings()), Settings())
    page = document.pages[0]
    assert page.rotation != 0
    shape = PageShape(1, page.width, page.height, page.rotation)
    made = certificate(lab.folder / "other.pdf", UNSURE_CREDIT)
    outcome = replace(made, source=document.source, shapes=(shape,))
    lab.store.save([outcome])
    response = lab.client.get(f"/certificates/{outcome.key}/pages/1.png")
    picture = Image.open(io.BytesIO(response.content))
    assert picture.width / picture.height == pytest.approx(page.width / page.height, rel=0.01)
    corner = picture.crop((0, 0, picture.width // 6, picture.height // 5))
    others = picture.crop((picture.width * 5 // 6, 0, picture.width, picture.height))
    assert corner.getextrema()[0] == 0 and corner.resize((1, 1)).getpixel((0, 0)) < 200  # type: ignore[operator]
    assert others.resize((1, 1), Image.Resampling.BOX).getpixel((0, 0)) > 240  # type: ignore[operator]


def test_a_file_that_changed_is_not_shown_as_the_certificate(lab: Lab) -> None:
    outcome = lab.save("a.pdf", UNSURE_CREDIT)
    picture = f"/certificates/{outcome.key}/pages/1.png"
    assert lab.client.get(picture).status_code == 200
    outcome.source.path.write_bytes(outcome.source.path.read_bytes() + b"\n%changed")
    assert lab.client.get(picture).status_code == 404
    page = lab.page(outcome.key)
    assert "was changed after it was read" in page and "<img" not in page
    outcome.source.path.unlink()
    assert "is no longer there" in lab.page(outcome.key)


@pytest.mark.parametrize(
    ("name", "says"), [("a.pdf", "a.pdf, page 2: cannot be drawn"), ("a.png", "a.png, page 2: there is no such page")]
)
def test_a_page_that_cannot_be_drawn_is_said(lab: Lab, name: str, says: str) -> None:
    outcome = replace(certificate(lab.folder / "a.pdf", UNSURE_CREDIT), pages=(1, 2))
    if name == "a.png":
        Image.new("L", (800, 600), 255).save(lab.folder / name)
        outcome = replace(outcome, source=describe(lab.folder / name))
    lab.store.save([outcome])
    first, again, second = (lab.client.get(f"/certificates/{outcome.key}/pages/{number}.png") for number in (1, 1, 2))
    assert first.status_code == 200 and first.content == again.content
    assert second.status_code == 404 and says in second.text
    assert 'id="page-2"' in lab.page(outcome.key)


def test_a_copy_elsewhere_is_shown_when_the_first_file_is_gone(lab: Lab) -> None:
    outcome = lab.save("a.pdf", UNSURE_CREDIT)
    copy = outcome.source.path.rename(lab.folder / "moved.pdf")
    lab.store.sighted([describe(copy)], outcome.run)
    assert lab.client.get(f"/certificates/{outcome.key}/pages/1.png").status_code == 200


def test_what_a_document_says_is_text_not_markup(lab: Lab) -> None:
    attack = '"><script>alert(1)</script><img src=x onerror=alert(1)>'
    detail = Issue(IssueCode.CONFLICT, FieldName.TITLE, attack)
    unnamed = Issue(IssueCode.PROPOSED_SPLIT, None, attack)
    outcome = lab.save("<b>'&.pdf", detail, unnamed, title=attack, holder="{{ 7*7 }}")
    assert lab.send(outcome.key, lab.form(outcome.key, title=attack + "2", holder="")).status_code == 422
    lab.store.decide(outcome.key, attack, {FieldName.PROVIDER: attack}, Action.CONFIRM, seen=0)
    lab.store.save_people([replace(WHITFIELD, name=attack)])
    for place in ("/?state=confirmed", f"/certificates/{outcome.key}", f"/?done={outcome.key}", "/audit"):
        page = lab.client.get(place).text
        assert "<script" not in page and "<img src=x" not in page and "<b>'" not in page and "<bdi>49<" not in page
    assert "&lt;script&gt;alert(1)" in lab.page(outcome.key)


# What no field is to blame for


def test_every_doubt_has_words() -> None:
    assert set(DOUBTS) == set(IssueCode)


def test_a_certificate_that_may_be_altered_says_so_above_all(lab: Lab) -> None:
    altered = Issue(IssueCode.LAYER_DISAGREES, None, "page 1: the picture says “Dana Marsh”")
    split = Issue(IssueCode.PROPOSED_SPLIT, None, "pages 1 to 1 were taken for one of several")
    outcome = lab.save("a.pdf", altered, split)
    assert lab.state(outcome.key) is State.NEEDS_REVIEW
    page = lab.page(outcome.key)
    (said,) = re.findall(r'<div class="note" id="doubts">(.*?)</div>', page, re.DOTALL)
    assert "may have been altered" in said and "(page 1: the picture says “Dana Marsh”)" in said
    assert "One of several in the file: pages 1 to 1" in said
    assert page.index('id="doubts"') < page.index('class="certificate"')
    assert "stored text and picture differ" in lab.client.get("/").text
    assert lab.send(outcome.key, lab.form(outcome.key)).status_code == 303
    assert 'id="doubts"' not in lab.page(outcome.key), "whoever confirmed it has looked"


def test_two_readings_of_a_field_stand_beside_it(lab: Lab) -> None:
    detail = "“Dana Whitfield”, and by a second reader “Dana Whitfeld”"
    outcome = lab.save("a.pdf", Issue(IssueCode.READERS_DISAGREE, FieldName.HOLDER, detail))
    assert f"Read in two ways: {detail}" in lab.page(outcome.key)
    assert "read in two ways: holder" in lab.client.get("/").text


def test_what_a_code_says_is_shown_and_is_no_link(lab: Lab) -> None:
    address = 'https://verify.example.org/<script>alert(1)</script>?a="b"'
    box = Box(10, 10, 60, 60)
    codes = (Code("QRCode", address, box), Code("Code39", "CE-2026", box))
    outcome = certificate(lab.folder / "a.pdf", UNSURE_CREDIT)
    shape = replace(outcome.shapes[0], codes=codes)
    lab.store.save([replace(outcome, shapes=(shape,))])
    page = lab.page(outcome.key)
    (said, bars) = re.findall(r"<p [^>]*data-code>(.*?)</p>", page, re.DOTALL)
    assert "QR code" in said and "not opened" in said and html.unescape(said).count(address) == 1
    assert "Bar code" in bars and "CE-2026" in bars
    assert "<script" not in page and "<a" not in said
    assert not any("verify.example.org" in link for link in re.findall(r'(?:href|src|action)="([^"]*)"', page))


# Decisions


def test_a_corrected_field_keeps_both_values_and_goes_on_to_the_next(lab: Lab) -> None:
    first = lab.save("a.pdf", UNSURE_CREDIT, read_amount="7.5")
    second = lab.save("b.pdf", UNSURE_CREDIT, Issue(IssueCode.LOW_CONFIDENCE, FieldName.TITLE, "72% sure"), title="B")
    response = lab.send(first.key, lab.form(first.key, credit_amount="1.5", category="coagulation"))
    assert response.status_code == 303
    assert response.headers["location"] == f"/certificates/{second.key}?done={first.key}"
    assert "Confirmed: <bdi>Anemias of Chronic Disease" in lab.client.get(response.headers["location"]).text
    found = lab.store.find(first.key)
    assert found and found.outcome.activity and found.machine.activity
    assert found.state is State.CONFIRMED and found.decided_by == "morgan"
    assert found.outcome.activity.credit.value == Credit(Decimal("1.5"), Unit.CONTACT_HOUR)
    assert found.machine.activity.credit.value == Credit(Decimal("7.5"), Unit.CONTACT_HOUR)
    changed = {change.name for change in lab.store.history(first.key)[0].changes}
    assert changed == {FieldName.CREDIT, FieldName.CATEGORY}
    page = lab.page(first.key)
    assert "Credit: <q><bdi>7.5 contact hours</bdi></q> → <q><bdi>1.5 contact hours</bdi></q>" in page
    assert first.key not in lab.client.get("/").text
    assert lab.send(second.key, lab.form(second.key)).headers["location"] == f"/?done={second.key}"
    assert "Nothing is left to review." in lab.client.get("/").text


def test_a_confirmed_record_is_locked_until_it_is_corrected_or_taken_back(lab: Lab) -> None:
    outcome = lab.save("a.pdf", UNSURE_CREDIT, read_amount="7.5")
    key = outcome.key
    lab.send(key, lab.form(key, credit_amount="1.5"))
    lab.store.save([replace(outcome, run=LATER_RUN)])
    page = lab.page(key)
    assert "<fieldset disabled>" in page and "Save and confirm" not in page
    assert re.search(r'name="credit_amount"[^>]* value="1.5"', page)
    edited = lab.client.get(f"/certificates/{key}?edit=true").text
    assert "<fieldset >" in edited and "Save and confirm" in edited
    assert lab.send(key, lab.form(key, provider="Prairie Society")).headers["location"] == f"/certificates/{key}"
    found = lab.store.find(key)
    assert found and found.outcome.activity and found.outcome.activity.provider.value == "Prairie Society"
    assert found.outcome.activity.credit.value == Credit(Decimal("1.5"), Unit.CONTACT_HOUR)
    assert lab.send(key, lab.form(key, Action.REOPEN)).status_code == 303
    assert lab.state(key) is State.NEEDS_REVIEW
    page = lab.page(key)
    assert "took that back" in page and page.count("confirmed it") == 2


def test_a_rejected_certificate_leaves_the_queue(lab: Lab) -> None:
    key = lab.save("a.pdf", UNSURE_CREDIT).key
    form = lab.form(key, Action.REJECT, title="")  # what is typed does not matter then
    assert lab.send(key, form).headers["location"] == f"/?done={key}"
    assert lab.state(key) is State.REJECTED
    assert "Correct it" not in lab.page(key) and "Take the decision back" in lab.page(key)


def test_skipping_goes_round_the_queue(lab: Lab) -> None:
    keys = sorted(lab.save(f"{name}.pdf", UNSURE_CREDIT, title=name).key for name in "abc")
    for key, following in zip(keys, [*keys[1:], keys[0]], strict=True):
        assert lab.client.get(f"/certificates/{key}/next").headers["location"] == f"/certificates/{following}"
    assert [lab.state(key) for key in keys] == [State.NEEDS_REVIEW] * 3


def test_of_two_people_the_second_sees_what_the_first_did(lab: Lab) -> None:
    key = lab.save("a.pdf", UNSURE_CREDIT, read_amount="7.5").key
    mine = lab.form(key, credit_amount="1.25", title="My own title")
    lab.store.decide(key, "robin", {FieldName.CREDIT: Credit(Decimal(1), Unit.CONTACT_HOUR)}, Action.CONFIRM, seen=0)
    response = lab.send(key, mine)
    assert response.status_code == 409
    assert "<bdi>robin</bdi> confirmed it" in response.text
    assert "It stands as <b><bdi>1 contact hour</bdi></b>" in response.text
    assert re.search(r'name="credit_amount"[^>]* value="1.25"', response.text)
    assert 'value="My own title"' in response.text
    assert len(lab.store.history(key)) == 1
    again = lab.send(key, mine | {"seen": hidden(response.text, "seen")})
    assert again.status_code == 303
    assert [decision.decided_by for decision in lab.store.history(key)] == ["robin", "morgan"]


def test_of_two_at_the_same_moment_one_wins(lab: Lab) -> None:
    key = lab.save("a.pdf", UNSURE_CREDIT).key
    forms = [lab.form(key, title=f"Title {number}") for number in range(4)]
    codes = []
    threads = [
        threading.Thread(target=lambda form=form: codes.append(lab.send(key, form).status_code)) for form in forms
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(codes) == [303, 409, 409, 409]
    assert len(lab.store.history(key)) == 1


@pytest.mark.parametrize(
    ("name", "typed", "says"),
    [
        ("holder", {"holder": "  "}, "Needed."),
        ("title", {"title": ""}, "Needed."),
        ("completed_on", {"completed_on": ""}, "Needed."),
        ("completed_on", {"completed_on": "03/14/2026"}, "Type it as YYYY-MM-DD"),
        ("completed_on", {"completed_on": "2026-02-30"}, "There is no such day."),
        ("completed_on", {"completed_on": "2999-01-01"}, "is in the future"),
        ("credit", {"credit_amount": "-1"}, "not below 0"),
        ("credit", {"credit_amount": "NaN"}, "as a number"),
        ("credit", {"credit_unit": ""}, "Choose what the amount counts."),
        ("category", {"category": "astrology"}, "Choose an area from the list."),
        ("level", {"level": "a\x00b"}, "cannot be printed"),
        ("provider", {"provider": "x" * 501}, "At most 500 characters."),
    ],
)
def test_wrong_input_is_shown_again_with_what_is_wanted(lab: Lab, name: str, typed: dict[str, str], says: str) -> None:
    key = lab.save("a.pdf", UNSURE_CREDIT).key
    response = lab.send(key, lab.form(key) | {"certificate_number": "kept"} | typed)
    assert response.status_code == 422
    problem = re.search(rf'<p class="problem" id="problem-{name}">([^<]*)</p>', response.text)
    assert problem and says in problem[1]
    assert 'value="kept"' in response.text
    assert lab.state(key) is State.NEEDS_REVIEW and lab.store.history(key) == ()


@pytest.mark.parametrize(
    ("typed", "name", "value"),
    [
        ({"completed_on": " 2026-03 "}, FieldName.COMPLETED_ON, PartialDate(2026, 3)),
        ({"completed_on": "2026"}, FieldName.COMPLETED_ON, PartialDate(2026)),
        ({"completed_on": str(TODAY)}, FieldName.COMPLETED_ON, PartialDate(2026, 11, 23)),
        ({"credit_amount": "", "credit_unit": "ceu"}, FieldName.CREDIT, None),
        ({"credit_amount": "0.15", "credit_unit": "ceu"}, FieldName.CREDIT, Credit(Decimal("0.15"), Unit.CEU)),
        ({"title": " Rh \n  System "}, FieldName.TITLE, "Rh System"),
        ({"provider": ""}, FieldName.PROVIDER, None),
        ({"category": "safety"}, FieldName.CATEGORY, Category(CategoryLabel.SAFETY, 1.0, (), "human:robin")),
    ],
)
def test_what_is_typed_becomes_a_value(typed: dict[str, str], name: FieldName, value: object) -> None:
    checked = check_form(typed_values(activity()) | typed, "robin", TODAY)
    assert checked.problems == {}
    assert checked.values[name] == value


def test_tomorrow_is_in_the_future() -> None:
    typed = typed_values(activity()) | {"completed_on": str(TODAY + timedelta(days=1))}
    assert FieldName.COMPLETED_ON in check_form(typed, "robin", TODAY).problems


def test_a_replaced_certificate_cannot_be_decided(lab: Lab) -> None:
    outcome = lab.save("a.pdf", UNSURE_CREDIT)
    form = lab.form(outcome.key)
    lab.save("a.pdf", UNSURE_CREDIT, title="Other bytes at the same place")
    assert lab.state(outcome.key) is State.REPLACED
    assert "holds other bytes today" in lab.send(outcome.key, form).text
    assert "It counts no more and cannot be decided." in lab.page(outcome.key)
    assert lab.store.history(outcome.key) == ()


# The audit


def test_the_audit_counts_a_confirmed_certificate(lab: Lab) -> None:
    assert "No staff list is loaded." in lab.client.get("/audit").text
    lab.store.save_people([WHITFIELD])
    key = lab.save("a.pdf", UNSURE_CREDIT).key
    lab.save("b.pdf", holder="Nobody Known")
    before = lab.client.get("/audit").text
    assert '<span class="counted">0</span> of 36' in before and "1.5 possible" in before
    assert "Nobody Known" in before
    lab.send(key, lab.form(key))
    assert '<span class="counted">1.5</span> of 36' in lab.client.get("/audit").text


# What is refused


def test_a_form_of_another_site_is_refused(lab: Lab) -> None:
    key = lab.save("a.pdf", UNSURE_CREDIT).key
    form, place = lab.form(key), f"/certificates/{key}"
    elsewhere = {"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}, {"Origin": "null"}
    for headers in elsewhere:
        assert lab.client.post(place, data=form, headers=headers).status_code == 403
    for token in ("", "x", "é", form["token"][:-1]):
        assert lab.send(key, form | {"token": token}).status_code == 403
    assert lab.send(key, form | {"title": "x" * 200_000}).status_code == 413
    assert lab.send(key, form | {"more": "x"}).status_code == 400
    assert lab.send(key, form | {"action": "erase"}).status_code == 400
    assert lab.store.history(key) == ()
    own = {"Origin": str(lab.client.base_url).rstrip("/"), "Sec-Fetch-Site": "same-origin"}
    assert lab.client.post(place, data=form, headers=own).status_code == 303


def test_another_host_name_is_refused(lab: Lab) -> None:
    assert lab.client.get("/", headers={"Host": "evil.example"}).status_code == 400
    assert lab.client.get("/", headers={"Host": "localhost:1"}).status_code == 200


@pytest.mark.parametrize("place", ["/", "/audit", "/static/review.css", "/certificates/nothing", "/nowhere"])
def test_every_answer_carries_the_safe_headers(lab: Lab, place: str) -> None:
    headers = lab.client.get(place).headers
    assert headers["content-security-policy"].startswith("default-src 'none'; img-src 'self'; style-src 'self'")
    assert headers["x-content-type-options"] == "nosniff" and headers["cache-control"] == "no-store"
    assert headers["referrer-policy"] == "same-origin" and "server" not in headers.keys() & {"x-powered-by"}


@pytest.mark.parametrize(
    "key", ["0" * 64 + ":1-1", "x", "0" * 64 + ":1-1%00", "..%2F..%2Fetc%2Fpasswd", "0" * 64 + ":١-١", "None:0-0"]
)
def test_an_unknown_certificate_is_not_found(lab: Lab, key: str) -> None:
    for place in (f"/certificates/{key}", f"/certificates/{key}/pages/1.png", f"/certificates/{key}/next"):
        response = lab.client.get(place)
        assert response.status_code == 404
        assert "<h1>That did not work</h1>" in response.text
    assert lab.client.get(f"/?done={key}").status_code == 200


def test_each_row_of_a_table_has_its_own_page(lab: Lab) -> None:
    first = replace(certificate(lab.folder / "transcript.pdf", UNSURE_CREDIT), row=1)
    second = replace(first, row=2)
    lab.store.save([first, second])
    listed = lab.client.get("/").text
    for made in (first, second):
        assert f'href="/certificates/{made.source.sha256}:1-1%23{made.row}"' in listed
        assert f'action="/certificates/{made.source.sha256}:1-1%23{made.row}"' in lab.page(made.key)
    assert "row 2" in listed
    answer = lab.send(first.key, lab.form(first.key))
    assert answer.headers["location"] == f"/certificates/{in_address(second.key)}?done={in_address(first.key)}"
    assert lab.state(first.key) is State.CONFIRMED and lab.state(second.key) is State.NEEDS_REVIEW
    assert lab.client.get(f"/certificates/{in_address(second.key)}/pages/1.png").status_code == 200
    assert lab.client.get(answer.headers["location"]).text.count("Look at it again") == 1


def test_a_store_that_cannot_be_used_is_said(lab: Lab) -> None:
    path = lab.folder / "locked.pdf"
    path.write_bytes(b"%PDF-1.7 locked")
    outcome = failed(describe(path), "encrypted_file")
    lab.store.save([outcome])
    response = lab.send(outcome.key, lab.form(outcome.key))
    assert response.status_code == 503
    assert "cannot be confirmed" in response.text


# The server


def test_serve_says_where_and_stops_on_ctrl_c(tmp_path: Path) -> None:
    program = (
        "import sys; from ingest.review.app import serve; from ingest.settings import Settings\n"
        "from ingest.store import Store\n"
        "with Store.open(sys.argv[1]) as store:\n"
        "    serve(store, Settings(), user='morgan', port=0, announce=lambda url: print(url, flush=True))\n"
        "print('stopped')\n"
    )
    command = [sys.executable, "-c", program, f"sqlite:///{tmp_path}/lab.db"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=os.environ, cwd=tmp_path) as process:
        assert process.stdout
        url = process.stdout.readline().strip()
        assert "No certificates yet." in httpx.get(url, trust_env=False).text
        process.send_signal(signal.SIGINT)
        assert process.stdout.read() == "stopped\n"
        assert process.wait(20) == 0


def test_a_port_in_use_is_said(lab: Lab) -> None:
    port = int(str(lab.client.base_url).rstrip("/").rpartition(":")[2])
    with pytest.raises(SettingsError, match=r"Choose another with --port"):
        serve(lab.store, Settings(), user="morgan", port=port, announce=pytest.fail)
