"""The review pages in a real Chromium: a wrong field is seen, corrected and confirmed, and the audit changes."""

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from selenium.common.exceptions import WebDriverException
from selenium.webdriver import Chrome, ChromeOptions
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.expected_conditions import staleness_of
from selenium.webdriver.support.ui import WebDriverWait

from ingest.activity import FieldName, Issue, IssueCode
from ingest.decision import State
from ingest.document import Box, Code
from ingest.review.app import create_app
from ingest.settings import Settings
from ingest.store import Store
from tests.review_lab import UNSURE_CREDIT, WHITFIELD, certificate, running

WAIT_SECONDS = 20
NEEDED = (
    "This test needs Chromium and its driver. Debian: sudo apt-get install -y chromium chromium-driver; "
    "Ubuntu: sudo apt-get install -y chromium-browser chromium-chromedriver; macOS: brew install --cask google-chrome"
)


@pytest.fixture(scope="module")
def browser() -> Iterator[Chrome]:
    options = ChromeOptions()
    for argument in ("--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu", "--no-proxy-server"):
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


@pytest.fixture
def lab(tmp_path: Path) -> Iterator[tuple[str, Store]]:
    """Two certificates that need review, in the audit of one person; gives the pages' address and the store."""
    with Store.open(f"sqlite:///{tmp_path}/lab.db") as store:
        store.save_people([WHITFIELD])
        store.save([certificate(tmp_path / "anemias.pdf", UNSURE_CREDIT, read_amount="7.5")])
        unsure = Issue(IssueCode.LOW_CONFIDENCE, FieldName.TITLE, "72% sure, 99.9% is needed")
        title = "Transfusion reactions: " + "Averyverylongwordthatcannotbebroken" * 3
        altered = Issue(IssueCode.LAYER_DISAGREES, None, "page 1: the picture says " + "Averyverylongname" * 9)
        long = certificate(tmp_path / f"{'long-name-' * 12}.pdf", UNSURE_CREDIT, unsure, altered, title=title)
        code = Code("QRCode", "https://verify.example.org/" + "7Q2K91AB" * 40, Box(600, 450, 700, 550))
        store.save([replace(long, shapes=(replace(long.shapes[0], codes=(code,)),))])
        with running(create_app(store, Settings(), user="morgan")) as url:
            yield url, store


def text(browser: Chrome, selector: str) -> str:
    return browser.find_element(By.CSS_SELECTOR, selector).text


def follow(browser: Chrome, *keys: str, element: str) -> None:
    """Click an element, or type into it, and wait for the page that comes."""
    page = browser.find_element(By.TAG_NAME, "html")
    found = browser.find_element(By.CSS_SELECTOR, element)
    if keys:
        found.send_keys(*keys)
    else:
        found.click()
    WebDriverWait(browser, WAIT_SECONDS).until(staleness_of(page))


def stroke_opacity(browser: Chrome, name: str) -> str:
    box = browser.find_element(By.CSS_SELECTOR, f"[data-mark={name}]")
    return box.value_of_css_property("stroke-opacity")


def complaints(browser: Chrome) -> list[str]:
    """What the browser says went wrong, such as something that the content security policy blocks."""
    entries = browser.get_log("browser")  # type: ignore[no-untyped-call] # selenium leaves its hints out
    return [entry["message"] for entry in entries]


def test_a_wrong_field_is_corrected_confirmed_and_changes_the_audit(browser: Chrome, lab: tuple[str, Store]) -> None:
    url, store = lab
    browser.set_window_size(1440, 1000)
    browser.get(f"{url}/audit")
    assert text(browser, "#audit .counted") == "0"
    assert "9 possible" in text(browser, "#audit [data-label=Points]")

    browser.get(f"{url}/")
    assert len(browser.find_elements(By.CSS_SELECTOR, "#certificates tbody tr")) == 2
    follow(browser, element="#certificates tbody tr:first-child a")
    assert text(browser, "h1") == "anemias.pdf"
    picture = browser.find_element(By.CSS_SELECTOR, ".sheet img")
    WebDriverWait(browser, WAIT_SECONDS).until(lambda _: picture.get_property("complete"))
    assert int(str(picture.get_property("naturalWidth"))) > 1000
    amount = browser.find_element(By.ID, "credit")
    assert amount.get_property("value") == "7.5"
    assert "1.5 contact hours" in text(browser, "#about-credit")
    faint = stroke_opacity(browser, "credit")
    amount.click()
    assert float(stroke_opacity(browser, "credit")) > float(faint)
    assert stroke_opacity(browser, "title") == faint

    amount.clear()
    follow(browser, "-1.5", Keys.ENTER, element="#credit")
    assert "not below 0" in text(browser, "#problem-credit")
    browser.find_element(By.ID, "credit").clear()
    follow(browser, "1.5", Keys.ENTER, element="#credit")
    assert "Confirmed: Anemias of Chronic Disease" in text(browser, ".note")
    assert text(browser, "h1").startswith("long-name-")  # it went on to the next

    follow(browser, element=".top a[href='/']")
    assert [row.text for row in browser.find_elements(By.CSS_SELECTOR, "#certificates .title")] != []
    assert "Anemias" not in text(browser, "#certificates")
    follow(browser, element=".top a[href='/audit']")
    assert text(browser, "#audit .counted") == "1.5"
    assert "3 possible" in text(browser, "#audit [data-label=Points]")
    assert [certificate.state for certificate in store.current()] == [State.CONFIRMED, State.NEEDS_REVIEW]
    assert [line for line in complaints(browser) if "422" not in line] == []


def test_a_confirmed_record_is_locked_and_shows_both_values(browser: Chrome, lab: tuple[str, Store]) -> None:
    url, store = lab
    browser.set_window_size(1440, 1000)
    key = next(certificate.key for certificate in store.current())
    browser.get(f"{url}/certificates/{key}")
    browser.find_element(By.ID, "credit").clear()
    browser.find_element(By.ID, "credit").send_keys("1.5")
    follow(browser, element="button.main")
    browser.get(f"{url}/certificates/{key}")
    assert not browser.find_element(By.ID, "credit").is_enabled()
    assert "Credit: 7.5 contact hours → 1.5 contact hours" in text(browser, "#history")
    follow(browser, element="button[value=reopen]")
    assert browser.find_element(By.ID, "credit").is_enabled()
    assert text(browser, ".state") == "needs review"
    assert complaints(browser) == []


@pytest.mark.parametrize("width", [390, 1440])
def test_nothing_is_wider_than_the_window(browser: Chrome, lab: tuple[str, Store], width: int) -> None:
    url, store = lab
    metrics = {"width": width, "height": 844, "deviceScaleFactor": 1, "mobile": False}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)
    keys = [certificate.key for certificate in store.current()]
    try:
        for place in ("/", "/audit", "/?state=failed", *(f"/certificates/{key}" for key in keys)):
            browser.get(url + place)
            assert browser.execute_script("return innerWidth") == width
            assert browser.execute_script("return document.documentElement.scrollWidth") <= width, place
    finally:
        browser.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})
    assert complaints(browser) == []
