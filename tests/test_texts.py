"""The records of `ingest text`, page by page, and of files that fail."""

import json
from pathlib import Path

from ingest.settings import Settings
from ingest.texts import read_pages, read_texts

CERTIFICATES = Path(__file__).parent.parent / "samples" / "certificates"
TWO_PAGES = CERTIFICATES / "marchetti_two_courses.pdf"
BROKEN = CERTIFICATES / "download_interrupted.pdf"


def test_one_record_for_each_page_and_one_for_a_file_that_fails() -> None:
    pages, failed = read_texts([TWO_PAGES, BROKEN], Settings(workers=1))
    assert [page["page"] for page in pages] == [1, 2]
    for page in pages:
        assert list(page) == [
            *("path", "sha256", "page", "width", "height", "rotation", "reader", "why", "text", "words"),
            *("corners", "codes", "marks", "doubt"),
        ]
        assert page["path"] == str(TWO_PAGES)
        assert page["text"].split() == [word["text"] for word in page["words"]]
        assert page["reader"] == "text_layer"
        assert json.loads(json.dumps(page)) == page
    (record,) = failed
    assert record["path"] == str(BROKEN)
    assert record["failure"]["code"] == "unreadable_file"
    assert BROKEN.name in record["failure"]["message"]
    assert record["sha256"] is not None


def test_a_worker_reads_the_pages_of_one_file() -> None:
    first, second = read_pages(Settings())(TWO_PAGES)
    assert "Dimorphic Fungi" in first["text"]
    assert "Root Cause Analysis" in second["text"]
    assert first["sha256"] == second["sha256"]
