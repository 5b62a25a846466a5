"""What stands on a certificate beside its words: signatures, seals, emblems, codes.

Takes dice and words, gives SVG that a template puts into its page. Refuses to be wanted: no value stands in them alone.
"""

import random
from typing import Final

import zxingcpp
from markupsafe import Markup

INK: Final = ("#16255f", "#111111", "#1b3a8a", "#222244")


def scrawl(dice: random.Random) -> Markup:
    """A signature: pen strokes that no reader should take for letters."""
    strokes = " ".join(
        f"q {dice.uniform(-4, 12):.0f} {dice.uniform(-26, 24):.0f} {dice.uniform(7, 19):.0f} {dice.uniform(-8, 8):.0f}"
        for _ in range(dice.randint(7, 11))
    )
    return Markup(
        '<svg width="1.9in" height="0.45in" viewBox="0 0 180 44"><path d="M 6 28 {}" fill="none" stroke="{}" '
        'stroke-width="1.5" stroke-linecap="round"/></svg>'
    ).format(strokes, dice.choice(INK))


def seal(around: str, within: str, colour: str) -> Markup:
    """A round seal with words along its edge."""
    size = min(11.0, 230 / max(len(around), 1))
    return Markup(
        '<svg width="1.25in" height="1.25in" viewBox="0 0 120 120"><defs><path id="ring" d="M 60 60 m -42 0 '
        'a 42 42 0 1 1 84 0 a 42 42 0 1 1 -84 0"/></defs><circle cx="60" cy="60" r="57" fill="none" stroke="{0}" '
        'stroke-width="2.5"/><circle cx="60" cy="60" r="33" fill="none" stroke="{0}"/><text font-size="{1}" fill="{0}">'
        '<textPath href="#ring">{2}</textPath></text><text x="60" y="64" text-anchor="middle" font-size="{3}" '
        'font-weight="bold" fill="{0}">{4}</text></svg>'
    ).format(colour, f"{size:.1f}", around, f"{min(16.0, 90 / max(len(within), 1)):.1f}", within)


def emblem(dice: random.Random, colour: str) -> Markup:
    """A small sign as companies have."""
    shapes = (
        '<circle cx="20" cy="20" r="16"/><circle cx="34" cy="20" r="16" opacity=".5"/>',
        '<path d="M4 36 L24 4 L44 36 Z"/><path d="M16 36 L24 22 L32 36 Z" fill="#fff"/>',
        '<rect x="4" y="4" width="14" height="32"/><rect x="21" y="14" width="10" height="22" opacity=".7"/>'
        '<rect x="34" y="22" width="8" height="14" opacity=".45"/>',
        '<path d="M24 2 C34 16 38 22 38 28 A14 12 0 0 1 10 28 C10 22 14 16 24 2 Z"/>',
        '<path d="M4 20 H18 V6 H30 V20 H44 V32 H30 V38 H18 V32 H4 Z"/>',
    )
    body = Markup(dice.choice(shapes))
    return Markup('<svg width="0.55in" height="0.46in" viewBox="0 0 48 40" fill="{}">{}</svg>').format(colour, body)


def qr_code(text: str, width: str = "0.9in") -> Markup:
    """A QR code that a telephone can read."""
    return _code(zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode), width)


def bar_code(text: str, width: str = "1.8in") -> Markup:
    return _code(zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.Code128), width)


def _code(barcode: zxingcpp.Barcode, width: str) -> Markup:
    svg = str(barcode.to_svg())
    inner = svg[svg.index("<svg") :]
    head, _, body = inner.partition(">")
    sides = [part.split('"')[1] for part in head.split() if part.startswith(("width=", "height="))]
    return Markup('<svg style="width: {}" viewBox="0 0 {} {}">').format(width, *sides) + Markup(body)
