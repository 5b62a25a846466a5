"""A second reading of a picture by a recogniser of another family: PP-OCR, through RapidOCR on onnxruntime.

Takes an upright `Picture`, whole or a place on it; gives lines of words with boxes in points and confidences.
Refuses to decide which reading is right; `reconcile.py` does. Nothing is fetched: the models are in RapidOCR's wheel.

It reads script fonts and photographs better than Tesseract, and costs more: about 1 s of CPU for a page, 0.05 s for a
line, 0.5 GB of memory for each worker that needs it once (measured 2026-11-23). Its confidences are those of a network
that is nearly always sure; only beside Tesseract's do they say something.
"""

import importlib.util
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from statistics import fmean
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from ingest.document import Box, Glyphs, enclosing
from ingest.errors import OcrFailed
from ingest.picture import Picture

DETECTOR_LONG_EDGE: Final = 736  # pixels; the finder of lines sees a small picture, the recogniser the whole one
LARGEST_LONG_EDGE: Final = 5000  # above this RapidOCR itself scales down
LEAST_EDGE: Final = 8  # pixels; nothing can be read on less
LEAST_CONFIDENCE: Final = 0.5  # of a line; below it, there is most likely no text
MARGIN: Final = (
    0.2  # of the height of a line, around it: less cuts the strokes of script letters, more makes them small
)
# Where the recogniser leaves out a space: beside an initial, and after a comma. Not in ``PharmD.`` and ``B.Tech``.
SPACE_LACKS: Final = (
    re.compile(r"(?<=[a-z]{2})(?<!Pharm)(?=[A-Z]\.)"),
    re.compile(r"(?<=(?<![^\W_])[A-Z]\.)(?=[A-Z](?!ech|hil|harm)[a-z]{2})"),
    re.compile(r"(?<=[^\W\d_],)(?=[^\W\d_])|(?<=\.,)(?=[^\W\d_])|(?<=\d,)(?=(?:19|20)\d\d(?!\d))"),
)
SETTINGS: Final = {
    "EngineConfig.onnxruntime.intra_op_num_threads": 1,  # one worker for each core does the rest
    "EngineConfig.onnxruntime.inter_op_num_threads": 1,
    "Global.use_cls": False,  # pictures stand upright here
    "Global.log_level": "error",
    "Global.max_side_len": LARGEST_LONG_EDGE,
    "Global.text_score": LEAST_CONFIDENCE,
    "Global.return_word_box": True,
    "Det.limit_type": "max",
    "Det.limit_side_len": DETECTOR_LONG_EDGE,
    "Rec.rec_img_shape": [3, 48, 160],  # a narrower line is filled up to this width, 320 by default: for twice the cost
    "Rec.rec_batch_num": 1,  # a batch is as wide as its widest line: it saves nothing and takes memory
}

Line = tuple[Glyphs, ...]


def is_installed() -> bool:
    """Whether a second look can be taken here."""
    return all(importlib.util.find_spec(name) is not None for name in ("rapidocr", "onnxruntime"))


def engine_version() -> str:
    """Name and version of the second reader, such as ``rapidocr 3.10.0``; empty if it is not installed."""
    if not is_installed():
        return ""
    from importlib.metadata import version  # noqa: PLC0415 - asked once, and only for the record

    return f"rapidocr {version('rapidocr')}"


def look_at_page(picture: Picture) -> tuple[Line, ...]:
    """Find and read all lines of a page.

    Raises:
        OcrFailed: the engine ended with an error.
    """
    return _read(np.asarray(picture.grey), picture, 0, 0)


def look_at_place(picture: Picture, place: Box) -> tuple[Line, ...]:
    """Find and read the lines in `place`, in points on the page.

    Raises:
        OcrFailed: the engine ended with an error.
    """
    grey = np.asarray(picture.grey)
    height, width = grey.shape
    scale = picture.points_per_pixel
    left, right = (round(min(max(x / scale, 0), width)) for x in (place.x0, place.x1))
    top, bottom = (round(min(max(y / scale, 0), height)) for y in (place.top, place.bottom))
    if min(right - left, bottom - top) < LEAST_EDGE:
        return ()
    return _read(grey[top:bottom, left:right], picture, left, top)


@cache
def _engine() -> Any:
    """The engine, made once in a process; its models are loaded when they are first used."""
    import cv2  # noqa: PLC0415 - a third of a second, paid only when a second look is needed
    from rapidocr import RapidOCR  # noqa: PLC0415

    cv2.setNumThreads(1)
    return RapidOCR(params=SETTINGS)


def _read(grey: NDArray[np.uint8], picture: Picture, left: int, top: int) -> tuple[Line, ...]:
    """The lines on a part of the picture whose corner lies at (left, top), in pixels."""
    import cv2  # noqa: PLC0415 - the second reader brings it
    from rapidocr.inference_engine.onnxruntime.main import ONNXRuntimeError  # noqa: PLC0415
    from rapidocr.main import RapidOCRError  # noqa: PLC0415

    colours = np.repeat(grey[:, :, np.newaxis], 3, axis=2)  # the models were trained on colours
    try:
        result = _engine()(colours, use_det=True, use_cls=False, use_rec=True, return_word_box=True)
    except (ONNXRuntimeError, RapidOCRError, cv2.error) as error:
        raise OcrFailed(f"the second reader ended with an error: {error}") from error
    if result.boxes is None:
        return ()
    lines = (
        _line(text, pieces, picture, left, top) for text, pieces in zip(result.txts, result.word_results, strict=True)
    )
    return tuple(line for line in lines if line)


@dataclass(frozen=True, slots=True)
class _Piece:
    """Characters that the engine places together; it divides words where letters stand wide."""

    text: str
    confidence: float
    box: Box


def _line(text: str, pieces: Sequence[Any], picture: Picture, left: int, top: int) -> Line:
    """The words of a line; each piece is a text, a confidence and four corners in pixels."""
    placed = []
    for characters, confidence, corners in pieces:
        points = np.asarray(corners, dtype=float)
        (x0, y0), (x1, y1) = points.min(axis=0).tolist(), points.max(axis=0).tolist()
        placed.append(_Piece(str(characters), float(confidence), picture.box(left + x0, top + y0, x1 - x0, y1 - y0)))
    return _words(text, placed)


def _words(text: str, pieces: Sequence[_Piece]) -> Line:
    """The words of `text`, each with the place of its characters among `pieces`."""
    text = _spaced(text)
    places = [(piece, len(piece.text), index) for piece in pieces for index in range(len(piece.text))]
    if sum(map(len, text.split())) != len(places):
        return ()  # the engine's two accounts of the line differ
    size = max((piece.box.height for piece in pieces), default=0.0)
    words, used = [], 0
    for word in text.split():
        span = places[used : used + len(word)]
        used += len(word)
        box = enclosing([_part(piece.box, index, count) for piece, count, index in span])
        words.append(Glyphs(word, box, size, min(fmean(piece.confidence for piece, _, _ in span), 1.0)))
    return tuple(words)


def _spaced(text: str) -> str:
    """A line with the spaces that the recogniser left out.

    >>> _spaced("Jean-LucM.Washington,PhD.,June 15,2023")
    'Jean-Luc M. Washington, PhD., June 15, 2023'
    """
    for lack in SPACE_LACKS:
        text = lack.sub(" ", text)
    return text


def _part(box: Box, index: int, count: int) -> Box:
    """The place of one of `count` characters that share a box."""
    step = box.width / count
    return Box(box.x0 + index * step, box.top, box.x0 + (index + 1) * step, box.bottom)
