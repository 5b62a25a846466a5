"""The picture on the review page: the boxes of words lie on their ink, however askew the page was stored."""

import io
import json
import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw

from ingest.acquire import describe
from ingest.document import Page, PageShape
from ingest.errors import UnreadableFile
from ingest.ocr import read_picture
from ingest.picture import Picture
from ingest.raster import load_pictures
from ingest.read import read
from ingest.review.pictures import PagePictures
from ingest.settings import Settings
from ingest.store import Store
from ingest.straighten import straighten
from tests.made_badges import credential, save_png
from tests.review_lab import UNSURE_CREDIT, certificate


def save_skewed(path: Path, degrees: float, turn: int) -> None:
    """A page of words in black, turned clockwise by `degrees` and by quarters, saved as it is."""
    image = Image.new("L", (2000, 1500), 250)
    drawing = ImageDraw.Draw(image)
    for row in range(9):
        text = f"Line {row}: this certifies that Dana R. Whitfield has completed"
        drawing.text((180, 160 + 130 * row), text, 0, font_size=56)
    picture = Picture(image.rotate(-degrees, Image.Resampling.BICUBIC, expand=True, fillcolor=250), 0.4, 0)
    picture.turned(turn).grey.save(path)


def read_straight(path: Path) -> Page:
    """The page read from the straightened picture, upright by the more words."""
    (picture,) = load_pictures(path, Settings())
    straight = straighten(picture)
    assert straight.corners is not None
    pages = (read_picture(way, 1, "it is a test") for way in (straight, straight.turned(180)))
    return max(pages, key=lambda page: page.text.count("Whitfield"))


@pytest.mark.parametrize(("degrees", "turn"), [(3.0, 0), (-6.0, 0), (2.0, 90), (-4.0, 180), (5.0, 270)])
def test_boxes_lie_on_the_ink_of_a_page_stored_askew(tmp_path: Path, degrees: float, turn: int) -> None:
    path = tmp_path / "skewed.png"
    save_skewed(path, degrees, turn)
    page = read_straight(path)
    assert page.corners is not None and page.text.count("Whitfield") == 9
    shape = PageShape(1, page.width, page.height, page.rotation, page.corners)
    outcome = replace(
        certificate(tmp_path / "other.pdf", UNSURE_CREDIT), source=describe(path), shapes=(shape,), pages=(1, 1)
    )
    with Store.open(f"sqlite:///{tmp_path}/a.db") as store:
        store.save([outcome])
        found = store.find(outcome.key)
    assert found is not None
    shown = np.asarray(Image.open(io.BytesIO(PagePictures(Settings()).png(found, 1))))
    scale = shown.shape[1] / page.width
    assert shown.shape[0] / page.height == pytest.approx(scale, rel=0.005)
    ink = shown < 100
    covered = np.zeros_like(ink)
    for word in page.words:
        left, top, right, bottom = (edge * scale for edge in word.box.as_tuple())
        box = np.s_[max(math.floor(top) - 2, 0) : math.ceil(bottom) + 2, math.floor(left) - 2 : math.ceil(right) + 2]
        assert ink[box].mean() > 0.05, page.text[word.start : word.end]
        covered[box] = True
    assert (ink & covered).sum() > 0.97 * ink.sum()


def test_the_lines_of_a_badge_are_drawn_where_its_boxes_lie(tmp_path: Path) -> None:
    path = save_png(tmp_path / "badge.png", json.dumps(credential()))
    (page,) = read(describe(path), Settings()).pages
    shape = PageShape(1, page.width, page.height, page.rotation)
    outcome = replace(
        certificate(tmp_path / "other.pdf", UNSURE_CREDIT), source=describe(path), shapes=(shape,), pages=(1, 1)
    )
    with Store.open(f"sqlite:///{tmp_path}/a.db") as store:
        store.save([outcome])
        found = store.find(outcome.key)
    assert found is not None
    shown = np.asarray(Image.open(io.BytesIO(PagePictures(Settings()).png(found, 1))))
    scale = shown.shape[1] / page.width
    assert shown.shape[0] / page.height == pytest.approx(scale, rel=0.005)
    covered = np.zeros_like(shown, dtype=bool)
    for word in page.words:
        left, top, right, bottom = (round(edge * scale) for edge in word.box.as_tuple())
        box = np.s_[top : bottom + 9, left - 2 : right + 9]
        assert (shown[box] < 100).any(), page.text[word.start : word.end]
        covered[box] = True
    assert ((shown < 100) & covered).sum() > 0.97 * (shown < 100).sum()
    with pytest.raises(UnreadableFile, match="no such page"):
        PagePictures(Settings()).png(found, 2)
