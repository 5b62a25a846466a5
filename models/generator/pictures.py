"""A made certificate -> the same as a scan, a photograph or a PDF that holds only a picture.

Takes a `Made`, gives a `Made`. Refuses to make it unreadable for a person: `samples/degrade.py` bounds what happens.
"""

import io
import random
from dataclasses import replace
from typing import Final

from PIL import Image

from models.generator.file import Made
from samples import degrade
from samples.draw import picture_pdf

KINDS: Final = ("jpg", "png", "pdf", "photo")
WEIGHTS: Final = (35, 15, 30, 20)
DPIS: Final = (110, 130, 150, 150, 200)
TURNS: Final = (0, 0, 0, 0, 0, 0, 90, 180, 270)
LETTER_LONG: Final = 842.0  # points; a larger page is rendered as if it were printed on such paper


def spoiled(made: Made, rng: random.Random) -> Made:
    """The certificate as a picture, by chance of one kind or another."""
    kind, seed = rng.choices(KINDS, WEIGHTS)[0], rng.randrange(1 << 30)
    dpi = rng.choice(DPIS)
    page = degrade.render(made.content, dpi)
    longest = max(page.size)
    if longest > dpi / 72 * LETTER_LONG:
        page = degrade.render(made.content, int(dpi * dpi / 72 * LETTER_LONG / longest))
    stem = made.name.removesuffix(".pdf")
    if kind == "photo":
        photo = degrade.photograph(page, seed, tilt=rng.uniform(0.01, 0.05))
        return _as(
            made, f"{stem}.jpg", degrade.photo_jpeg(photo, orientation=rng.choice(tuple(degrade.ORIENTATIONS))), "photo"
        )
    if kind == "png" and rng.random() < 0.5:
        return _as(made, f"{stem}.png", _saved(page, "PNG", dpi), "scan")  # a picture that a web page saved
    scan = degrade.scan(
        page,
        seed,
        skew=rng.uniform(-1.8, 1.8),
        turn=rng.choice(TURNS),
        noise=rng.uniform(1, 7),
        colour=rng.random() < 0.5,
    )
    if kind == "pdf":
        return _as(made, f"{stem}.pdf", picture_pdf([scan], dpi, quality=rng.randint(45, 85)), "image_pdf")
    return _as(made, f"{stem}.{kind}", _saved(scan, "JPEG" if kind == "jpg" else "PNG", dpi), "scan")


def _as(made: Made, name: str, content: bytes, kind: str) -> Made:
    kept = made.expected["kind"] if made.expected["activity"] is None else kind
    return replace(made, name=name, content=content, expected={**made.expected, "kind": kept})


def _saved(page: Image.Image, form: str, dpi: int) -> bytes:
    target = io.BytesIO()
    page.save(target, form, dpi=(dpi, dpi), **({"quality": 68} if form == "JPEG" else {}))
    return target.getvalue()
