"""A picture that lies askew to one that stands straight: sheets in photos, pages scanned sideways, skewed scans.

Takes a `Picture`; gives one in which the lines of text are level, upright or upside down: which of the two, the OCR
stage sees by its words. Refuses to guess: what is not clear stays as it is, and no word is cut off.

Lines are found as Baird's method finds them (Proc. SPSE 1987): the feet of letters, projected at many angles, pile up
sharply at the angle of the lines.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np
import numpy.typing as npt
from PIL import Image

from ingest.document import Corners
from ingest.picture import Picture, evened, level_corners, opencv

Pixels = npt.NDArray[np.uint8]
Floats = npt.NDArray[np.float64]

LEAST_SKEW: Final = 0.5  # degrees; up to 1.5 Tesseract loses nothing, but lines run into one another (2026-11-23)
MOST_SKEW: Final = 15.0  # degrees; more is no accident of a scanner
LETTER_EDGE: Final = 1100  # pixels of the long edge at which letters are looked for
MOST_LETTERS: Final = 3000
LEAST_LETTERS: Final = 30
FEW_LETTERS: Final = 80  # fewer dark ones than this, and the text may be light on dark
SURE_LINES: Final = 2.5  # real lines have a sharpness of 2.7 to 13, anything else of 1.0 to 2 (142 pages, 2026-11-23)
CLEAR_LINES: Final = 9.0  # lines as sharp as this and level are those of a page that nothing is wrong with
SURE_SIDE: Final = 2.0  # how much sharper lines are one way than the other: sideways pages have 3 to 16 (2026-11-23)

SHEET_EDGE: Final = 480  # pixels of the long edge at which a sheet is looked for
LEAST_SHEET, MOST_SHEET = 0.3, 0.98  # share of the picture
PLAIN_RIM: Final = 6.0  # grey levels either way that the rim of a scan varies, and differs from its paper
RIGHT_ANGLE: Final = 0.6  # degrees; corners nearer to 90 than this are of a drawn frame, or need no perspective undone
SHARPEST_CORNER: Final = 60.0  # degrees
FIRM_SIDE: Final = 0.85  # share of a side along which its edge is seen
EDGE_LEVELS: Final = 8.0  # grey levels between the sheet and what it lies on
MOST_OUTSIDE: Final = 0.02  # share of the letters that may lie outside of the sheet and yet on something as light
AS_LIGHT: Final = 0.85  # share of the paper's light, from which something may be paper too
MOST_SHEET_SKEW: Final = 1.5  # degrees by which lines on a sheet may differ from its edges
SHARPENED: Final = 1.1  # by so much at least the lines of a sheet get sharper: 1.6 to 3 times (2026-11-23)
# A band of colour along a side of a sheet, with light type on it, is paper too: it ends where the sheet's sides end.
BAND_BLUR: Final = 11  # pixels; wider than the strokes of type
BAND_STEP: Final = 0.01  # of the sheet's width or height
LEAST_BAND, MOST_BAND = 4, 60  # steps; narrower is a shadow, wider a table
PLAIN_BAND: Final = 0.14  # of its grey level, its spread along the side, beside the sheet; cloth has 0.25 and more
STEADY_BAND: Final = 0.03  # ... and its change in two steps
BAND_ENDS: Final = 0.08  # ... and that where it ends: 0.1 to 0.5 (2026-11-23)


@dataclass(frozen=True, slots=True)
class _Lines:
    """Which way the lines of text run."""

    sideways: bool  # up or down
    skew: float  # degrees clockwise by which they differ from the edges of the picture
    sharpness: float  # 1 where there are none

    @property
    def are_clear(self) -> bool:
        """Whether no perspective blurs them."""
        return self.sharpness >= CLEAR_LINES and abs(self.skew) < LEAST_SKEW


def straighten(picture: Picture) -> Picture:
    """The picture with its lines of text level, upright or upside down; the same picture where that is not clear.

    The result knows how it was made: `Picture.corners`, and the turn in `Picture.rotation`. Only a sheet in a photo is
    changed beyond that: its light is evened.
    """
    letters = _letters(picture.grey)
    lines = _lines(letters)
    flat = None if lines is not None and lines.are_clear else _flat_sheet(picture, letters, lines)
    if flat is not None or lines is None:
        return flat or picture
    turned = picture.turned(90 if lines.sideways else 0)
    return turned.straightened(level_corners(turned, lines.skew)) if abs(lines.skew) >= LEAST_SKEW else turned


def _flat_sheet(picture: Picture, letters: Floats, seen: _Lines | None) -> Picture | None:
    """The sheet in a photo, its perspective undone, if its lines of text confirm that it was found."""
    for corners in _sheets(picture, letters):
        flat = picture.straightened(corners)
        lines = _lines(_letters(flat.grey))
        if lines is None or abs(lines.skew) > MOST_SHEET_SKEW:
            continue
        if seen is not None and lines.sharpness < SHARPENED * seen.sharpness:
            continue
        if abs(lines.skew) >= LEAST_SKEW:
            flat = picture.straightened(_before(flat, level_corners(flat, lines.skew)))
        return replace(flat, grey=evened(flat.grey)).turned(90 if lines.sideways else 0)
    return None


def _before(flat: Picture, corners: Corners) -> Corners:
    """Corners on a straightened picture as places on the picture that it was made from."""
    cv2 = opencv()
    width, height = flat.width, flat.height
    upright = np.array([(0, 0), (width, 0), (width, height), (0, height)], np.float32)
    back = cv2.getPerspectiveTransform(upright, np.array(flat.corners, np.float32))
    return _as_corners(cv2.perspectiveTransform(np.array([corners], np.float64), back)[0])


def _as_corners(places: Floats) -> Corners:
    first, second, third, fourth = ((float(x), float(y)) for x, y in places)
    return first, second, third, fourth


# Lines


def _letters(grey: Image.Image) -> Floats:
    """The boxes of what may be letters, ``(n, 4)``: left, top, width, height in pixels of the picture."""
    scale = min(1.0, LETTER_EDGE / max(grey.size))
    pixels = _reduced(grey, scale)
    found = _marks(pixels)
    if len(found) < FEW_LETTERS:
        found = max(found, _marks(255 - pixels), key=len)
    if len(found) > MOST_LETTERS:
        found = found[:: len(found) // MOST_LETTERS + 1]
    return found / scale


def _reduced(grey: Image.Image, scale: float) -> Pixels:
    cv2 = opencv()
    size = (max(round(grey.width * scale), 1), max(round(grey.height * scale), 1))
    pixels: Pixels = cv2.resize(np.asarray(grey), size, interpolation=cv2.INTER_AREA)
    return pixels


def _marks(pixels: Pixels) -> Floats:
    """Connected dark marks of the size of letters or of words in joined writing."""
    cv2 = opencv()
    ground = cv2.blur(pixels, (31, 31))
    ink = cv2.compare(pixels, cv2.addWeighted(ground, 0.85, ground, 0, -4), cv2.CMP_LT)
    boxes = cv2.connectedComponentsWithStats(ink, connectivity=8)[2][1:]
    width, height, area = boxes[:, 2], boxes[:, 3], boxes[:, 4]
    longer, shorter = np.maximum(width, height), np.minimum(width, height)
    kept = (longer >= 5) & (longer <= 60) & (shorter >= 2) & (longer <= 5 * shorter) & (area >= 8)
    found: Floats = boxes[kept, :4].astype(np.float64)
    return found


def _lines(letters: Floats) -> _Lines | None:
    """Which way the lines run; None if that is not clear."""
    if len(letters) < LEAST_LETTERS:
        return None
    left, top, width, height = letters.T
    level, level_skew, level_sharpness = _sharpest(left + width / 2, (top + height, top))
    upright, upright_skew, upright_sharpness = _sharpest(top + height / 2, (left, left + width))
    if level >= SURE_SIDE * upright and level_sharpness >= SURE_LINES:
        lines = _Lines(False, level_skew, level_sharpness)
    elif upright >= SURE_SIDE * level and upright_sharpness >= SURE_LINES:
        lines = _Lines(True, -upright_skew, upright_sharpness)
    else:
        return None
    return lines if abs(lines.skew) < MOST_SKEW else None


def _sharpest(along: Floats, edges: tuple[Floats, Floats]) -> tuple[float, float, float]:
    """The angle, in degrees, at which either edge of the letters piles up most: its pile, the angle, its sharpness."""
    coarse = np.arange(-MOST_SKEW, MOST_SKEW + 0.01, 0.25)
    bin_pixels = (along.max() - along.min()) / 350 + 1
    piles = [_piles(along, edge, coarse, bin_pixels) for edge in edges]
    best = max((0, 1), key=lambda index: float(piles[index].max()))
    pile = piles[best]
    fine = coarse[int(pile.argmax())] + np.arange(-0.3, 0.301, 0.05)
    skew = float(fine[int(_piles(along, edges[best], fine, bin_pixels / 2).argmax())])
    return float(pile.max()), skew, float(pile.max() / np.median(pile))


def _piles(along: Floats, across: Floats, angles: Floats, bin_pixels: float) -> Floats:
    """For each angle in degrees, the mean number of letters that share a letter's bin."""
    places = (across - np.tan(np.radians(angles))[:, None] * along) / bin_pixels
    bins = (places - places.min()).astype(np.int64)
    count = int(bins.max()) + 1
    rows = np.arange(len(angles))[:, None] * count
    filled = np.bincount((bins + rows).ravel(), minlength=count * len(angles)).reshape(len(angles), count)
    piles: Floats = (filled.astype(np.float64) ** 2).sum(axis=1) / len(along)
    return piles


# Sheets


def _sheets(picture: Picture, letters: Floats) -> Iterator[Corners]:
    """The sheets that are clearly seen and lie in perspective, the largest first."""
    cv2 = opencv()
    scale = SHEET_EDGE / max(picture.grey.size)
    small = _reduced(picture.grey, scale)
    if min(small.shape) < SHEET_EDGE / 4 or _has_plain_rim(small):
        return
    middles = (letters[:, :2] + letters[:, 2:] / 2) * scale
    ground = cv2.medianBlur(small, 9)
    found: list[tuple[float, Floats]] = []
    for rough in _quadrilaterals(small):
        firm = _firm(small, rough)
        if firm is not None and _is_in_perspective(firm) and _holds(firm, middles, ground):
            area = float(cv2.contourArea(firm.astype(np.float32))) / small.size
            if LEAST_SHEET <= area <= MOST_SHEET:
                found.append((area, firm))
    for _, firm in sorted(found, key=lambda item: -item[0])[:2]:
        whole = _with_bands(firm, cv2.medianBlur(small, BAND_BLUR))
        yield _as_corners(whole / scale * picture.points_per_pixel)


def _with_bands(sheet: Floats, ground: Pixels) -> Floats:
    """The corners of a sheet with the bands of colour along its sides, which stand out less from what it lies on."""
    for index in range(4):
        turned = np.roll(sheet, -index, axis=0)
        steps = _band_steps(turned, ground)
        if steps:
            turned[[0, 1]] = _from_side(turned, np.array([(0.0, -steps * BAND_STEP), (1.0, -steps * BAND_STEP)]))
            sheet = np.roll(turned, index, axis=0)
    return sheet


def _band_steps(sheet: Floats, ground: Pixels) -> int:
    """How many steps a band of colour reaches beyond the first side; 0 if there is none."""
    along = np.linspace(0.04, 0.96, 60)
    tall, wide = ground.shape
    before: list[Floats] = []
    paper = _levels(ground, _from_side(sheet, np.stack((along, np.full(60, 0.04)), axis=1)))
    spreads: list[float] = []
    for step in range(MOST_BAND + 2):
        places = _from_side(sheet, np.stack((along, np.full(60, -(step + 2) * BAND_STEP)), axis=1))
        x, y = places.T
        if x.min() < 0 or y.min() < 0 or x.max() >= wide or y.max() >= tall:
            return 0  # a table as plain as a band
        shares = _levels(ground, places) / np.maximum(paper, 1)
        low, middle, high = np.percentile(shares, (10, 50, 90))
        change = float(np.median(np.abs(shares - before[-2])) / max(middle, 0.01)) if len(before) >= 2 else 0.0
        if step >= LEAST_BAND and change > BAND_ENDS:
            return step
        spreads.append((high - low) / max(middle, 0.01))
        if step < LEAST_BAND and (change > STEADY_BAND or spreads[-1] > 2 * PLAIN_BAND):
            return 0
        if step == LEAST_BAND and float(np.mean(spreads)) > PLAIN_BAND:
            return 0
        before.append(shares)
    return 0


def _from_side(sheet: Floats, places: Floats) -> Floats:
    """Places on the picture, given as shares (along the first side, towards the opposite one)."""
    cv2 = opencv()
    unit = np.array([(0, 0), (1, 0), (1, 1), (0, 1)], np.float32)
    out: Floats = cv2.perspectiveTransform(places[None], cv2.getPerspectiveTransform(unit, sheet.astype(np.float32)))[0]
    return out


def _has_plain_rim(small: Pixels) -> bool:
    """Whether the picture ends in its own paper, as a scan does: then there is no sheet to be found in it."""
    rim = np.concatenate((small[:4].ravel(), small[-4:].ravel(), small[:, :4].ravel(), small[:, -4:].ravel()))
    low, middle, high = np.percentile(rim, (5, 50, 95))
    return bool(high - low <= 2 * PLAIN_RIM and middle >= np.percentile(small, 75) - 2 * PLAIN_RIM)


def _quadrilaterals(small: Pixels) -> Iterator[Floats]:
    """Large four-cornered outlines, ``(4, 2)``, clockwise from the top left corner."""
    cv2 = opencv()
    tried: list[Floats] = []
    for mask in _masks(small):
        for outline in cv2.findContours(mask, cv2.RETR_LIST, cv2.CHAIN_APPROX_SIMPLE)[0]:
            if len(outline) < 4 or math.prod(cv2.boundingRect(outline)[2:]) < LEAST_SHEET * small.size:
                continue
            corners = _four_corners(cv2.convexHull(outline), LEAST_SHEET * 0.9 * small.size)
            if corners is None or not _is_in_perspective(corners, RIGHT_ANGLE / 2):
                continue
            if all(float(np.abs(corners - other).max()) >= 4 for other in tried):
                tried.append(corners)
                yield corners


def _masks(small: Pixels) -> Iterator[Any]:
    """White where the picture is light, at several levels, and where it has edges."""
    cv2 = opencv()
    smooth = cv2.medianBlur(small, 7)
    middle = cv2.threshold(smooth, 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)[0]
    for level in (0.8 * middle, middle, 1.15 * middle):
        light = cv2.compare(smooth, float(level), cv2.CMP_GT)
        yield cv2.morphologyEx(light, cv2.MORPH_CLOSE, np.ones((15, 15), np.uint8))
    soft = cv2.GaussianBlur(small, (5, 5), 0)
    for low, high in ((30, 90), (12, 40)):
        yield cv2.dilate(cv2.Canny(soft, low, high), np.ones((3, 3), np.uint8))


def _four_corners(hull: Any, least_area: float) -> Floats | None:
    """The four corners that a convex outline comes down to, clockwise from the top left; None if it has not four."""
    cv2 = opencv()
    if cv2.contourArea(hull) < least_area:
        return None
    length = cv2.arcLength(hull, True)
    for share in (0.01, 0.02, 0.03, 0.045, 0.06, 0.08):
        corners = cv2.approxPolyDP(hull, share * length, True)
        if len(corners) == 4:
            places: Floats = corners[:, 0].astype(np.float64)
            x, y = (places - places.mean(axis=0)).T
            places = places[np.argsort(np.arctan2(y, x))]
            return np.roll(places, -int(places.sum(axis=1).argmin()), axis=0)
        if len(corners) < 4:
            break
    return None


def _is_in_perspective(corners: Floats, least_degrees: float = RIGHT_ANGLE) -> bool:
    """Whether its corners are those of a sheet seen from aside: nearly right ones, but not drawn ones."""
    before, after = np.roll(corners, 1, axis=0) - corners, np.roll(corners, -1, axis=0) - corners
    lengths = np.hypot(*before.T) * np.hypot(*after.T)
    if not lengths.all():
        return False
    degrees = np.degrees(np.arccos(np.clip((before * after).sum(axis=1) / lengths, -1, 1)))
    off = np.abs(degrees - 90)
    return bool(off.max() >= least_degrees and off.max() <= 90 - SHARPEST_CORNER)


def _firm(small: Pixels, rough: Floats) -> Floats | None:
    """The corners where the sheet's edges meet, as straight lines through its outline; None if an edge is not seen."""
    cv2 = opencv()
    soft = cv2.GaussianBlur(small, (0, 0), 1.2).astype(np.float32)
    corners = rough
    for reach in (7, 4):
        sides = [_side(soft, corners[index], corners[(index + 1) % 4], reach) for index in range(4)]
        points, ways = [], []
        for side in sides:
            if side is None:
                return None
            points.append(side[0])
            ways.append(side[1])
        meeting = []
        for index in range(4):
            both = np.array((ways[index - 1], -ways[index])).T
            if abs(float(np.linalg.det(both))) < 0.2:
                return None
            step = np.linalg.solve(both, points[index] - points[index - 1])
            meeting.append(points[index - 1] + step[0] * ways[index - 1])
        corners = np.array(meeting)
    return corners


def _side(soft: npt.NDArray[np.float32], start: Floats, end: Floats, reach: int) -> tuple[Floats, Floats] | None:
    """A point and the direction of the edge near the line from `start` to `end`; None if there is no firm edge."""
    way = (end - start) / math.dist(start, end)
    outward = np.array((way[1], -way[0]))
    along = np.linspace(0.06, 0.94, 48) * math.dist(start, end)
    across = np.arange(-reach, reach + 1.0)
    places = start + along[:, None, None] * way + across[None, :, None] * outward
    columns, rows = np.round(places[..., 0]).astype(int), np.round(places[..., 1]).astype(int)
    tall, wide = soft.shape
    there = (columns >= 0) & (columns < wide) & (rows >= 0) & (rows < tall)
    levels = soft[rows.clip(0, tall - 1), columns.clip(0, wide - 1)]
    steps = np.where(there[:, :-4] & there[:, 4:], levels[:, :-4] - levels[:, 4:], 0)
    for sign in (1, -1):  # lighter than the table, or darker
        best = (sign * steps).argmax(axis=1)
        seen = (sign * steps).max(axis=1) >= EDGE_LEVELS
        if seen.mean() < FIRM_SIDE:
            continue
        line = _line_through(along[seen], across[2:-2][best[seen]])
        if line is not None and line[2] >= FIRM_SIDE * len(along):
            return start + line[0] * outward, way + line[1] * outward
    return None


def _line_through(along: Floats, across: Floats) -> tuple[float, float, int] | None:
    """Start and slope of the line that most points agree on (Theil and Sen), and how many do."""
    first, second = np.triu_indices(len(along), 8)
    slope = float(np.median((across[second] - across[first]) / (along[second] - along[first])))
    off = across - slope * along
    near = np.abs(off - np.median(off)) < 1.6
    if near.sum() < 8:
        return None
    slope, start = np.polyfit(along[near], across[near], 1)
    return float(start), float(slope), int(near.sum())


def _holds(corners: Floats, middles: Floats, ground: Pixels) -> bool:
    """Whether hardly any letter lies outside on something as light as the paper; grain of a darker table may."""
    ways = np.roll(corners, -1, axis=0) - corners
    offsets = middles[None, :, :] - corners[:, None, :]
    inside = (ways[:, None, 0] * offsets[..., 1] - ways[:, None, 1] * offsets[..., 0] >= 0).all(axis=0)
    if not inside.any():
        return False
    within, without = middles[inside], middles[~inside]
    nearest = np.abs(without[:, None, :] - within[None, :, :]).sum(axis=2).argmin(axis=1)
    paper, outer = _levels(ground, within)[nearest], _levels(ground, without)
    return bool((outer >= AS_LIGHT * paper).sum() <= MOST_OUTSIDE * len(within))


def _levels(ground: Pixels, places: Floats) -> Floats:
    columns, rows = places.astype(int).T
    levels: Floats = ground[rows.clip(0, ground.shape[0] - 1), columns.clip(0, ground.shape[1] - 1)].astype(np.float64)
    return levels
