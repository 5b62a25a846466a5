"""The body of a certificate: who, what, when, how much, in the order and the sentences that a layout draws.

Takes a `Printer`, gives blocks.
Refuses to know the page: where the blocks stand is `page.py`'s, what surrounds them is `extras.py`'s.
"""

from collections.abc import Sequence
from dataclasses import replace

from models.generator.blocks import Block, Gap, Line, Para, Span, rich
from models.generator.labelled import TAILED, Body, labelled_facts, pairs, table
from models.generator.ornaments import mixed
from models.generator.printer import Printer


def compose(printer: Printer) -> Body:
    """The body's blocks."""
    body, layout = Body(printer), printer.layout
    kind = layout.pick(
        "body",
        ("certify", "award", "card", "bare", "paragraph", "letter", "form", "table"),
        (29, 29, 8, 6, 9, 4, 11, 4),
    )
    if kind in ("certify", "award"):
        _flow(body, kind)
    else:
        {"card": _card, "bare": _bare, "paragraph": _paragraph, "letter": _letter, "form": _form, "table": _table}[
            kind
        ](body)
    return body


# holder and title in their own lines


def _sizes(printer: Printer) -> tuple[float, float, float]:
    """Sizes of the text, the holder and the title."""
    layout = printer.layout
    text = layout.between("text_size", 10.5, 15)
    return text, text * layout.between("holder_times", 1.1, 2.7), text * layout.between("title_times", 1.0, 2.0)


def holder_block(body: Body, size: float) -> list[Block]:
    """The holder on a line of its own, often ruled below."""
    printer, layout = body.printer, body.printer.layout
    role = layout.pick("holder_role", ("script", "display", "bold", "body", "italic"), (30, 25, 28, 10, 7))
    ink = layout.accent if layout.chance("holder_coloured", 0.25) else layout.ink
    ruled = layout.chance("holder_ruled", 0.25)
    blocks: list[Block] = [Para(printer.holder(size, role, colour=ink), body.align, 3 if ruled else 9)]
    if ruled:
        blocks.append(Line(layout.between("holder_rule", 0.4, 0.8), 0.7, mixed(layout.accent, 0.3), body.align, 9))
    return blocks


def title_block(body: Body, size: float) -> Para:
    """The title on lines of its own."""
    printer, layout = body.printer, body.printer.layout
    role = layout.pick("title_role", ("bold", "display", "body", "italic"), (50, 22, 16, 12))
    ink = layout.accent if layout.chance("title_coloured", 0.25) else layout.ink
    share = layout.between("title_share", 0.55, 1.0)
    return Para(printer.title(size, role, colour=ink), body.align, 9, share=share)


def _lead(body: Body, cue: str, size: float) -> Para:
    """The words before the holder; the provider may say them."""
    printer, layout = body.printer, body.printer.layout
    role = "italic" if layout.chance("lead_italic", 0.2) else "body"
    plain = printer.span("", role, size)
    if layout.states("provider") and layout.chance("provider_leads", 0.13):
        body.carriers.pop("provider", None)
        text = layout.say("provider_leads" if cue == "certify" else "provider_gives")
        bold = layout.chance("leading_provider_bold", 0.5)
        return Para(
            rich(text, {"provider": printer.provider(size=size, role="bold" if bold else role)}, plain), body.align, 9
        )
    text = layout.say(cue)
    if layout.chance("lead_capitals", 0.15):
        text = text.upper()
    colon = ":" if cue == "award" and layout.chance("lead_colon", 0.1) and text[-1].isalpha() else ""
    return Para((replace(plain, text=text + colon),), body.align, 9)


def _verb(body: Body, kind: str) -> str:
    """The words between holder and title."""
    layout = body.printer.layout
    text = layout.say("done" if kind == "certify" else "reason")
    if not layout.chance("verb_alone", 0.4):
        text = f"{text} {layout.say('kind')}"
    return text + (":" if layout.chance("verb_colon", 0.08) and text[-1].isalpha() else "")


def _flow(body: Body, kind: str) -> None:
    """Lead, holder, verb, title, tail, each on lines of its own; the title may run on in the sentence."""
    printer, layout = body.printer, body.printer.layout
    text, large, titled = _sizes(printer)
    if layout.chance("lead_inline", 0.08):
        words = layout.say(kind)
        role = layout.pick("inline_holder", ("bold", "body", "italic"), (70, 20, 10))
        holder = printer.holder(text * layout.between("inline_times", 1, 1.4), role)
        body.blocks.append(Para((printer.span(f"{words} ", size=text), *holder), body.align, 8))
    else:
        body.blocks += [_lead(body, kind, text), *holder_block(body, large)]
    if layout.language == "en" and layout.chance("affiliation", 0.1):
        body.blocks.append(printer.para(printer.about("affiliation"), size=text * 0.9, align=body.align))
    if layout.chance("title_running", 0.22):
        _running(body, f"{_verb(body, kind)} {{title}}", text)
    else:
        after = 7 if layout.chance("verb_close", 0.5) else 12
        body.blocks += [
            printer.para(_verb(body, kind), size=text, align=body.align, after=after),
            title_block(body, titled),
        ]
        _speaker(body, text)
        _tail(body, text)
    labelled_facts(body, text)


def _speaker(body: Body, size: float) -> None:
    """Who spoke, right below the title: a name that is not the holder's."""
    printer, layout = body.printer, body.printer.layout
    if layout.language == "en" and layout.chance("speaker", 0.07):
        words = layout.pick(
            "speaker_words",
            ("by {}", "presented by {}", "with {}", "Speaker: {}", "taught by {}", "Instructor: {}", "({})"),
        )
        name = printer.person(printer.facts.speakers[0])
        body.blocks.append(printer.para(words.format(name), size=size * 0.9, align=body.align, after=6))


def _running(body: Body, start: str, size: float, *, share: float | None = None) -> None:
    """A sentence with the title in it and the tail behind it."""
    printer, layout = body.printer, body.printer.layout
    role = layout.pick("running_role", ("bold", "body", "italic"), (50, 30, 20))
    tail, slots = _tail_words(body, size)
    if layout.language == "en" and layout.chance("apposition", 0.12):
        start = f"{start} {printer.about('apposition')}".replace(" ,", ",")
    template = " ".join((start, *tail))
    if template[-1] not in ".!:" and layout.chance("full_stop", 0.8):
        template += "."
    if "{title}" in template:
        slots["title"] = printer.title(size, role)
    wide = share or layout.between("running_share", 0.7, 1.0)
    body.blocks.append(Para(rich(template, slots, printer.span("", size=size)), body.align, 10, 1.35, wide))


def _tail_words(body: Body, size: float) -> tuple[list[str], dict[str, Sequence[Span]]]:
    """The ends of the sentence that carry date, credit, provider and place, in the layout's order."""
    printer, layout = body.printer, body.printer.layout
    bold = "bold" if layout.chance("tail_bold", 0.25) else "body"
    parts: list[str] = []
    slots: dict[str, Sequence[Span]] = {}
    several = printer.facts.started < printer.facts.completed
    for name in layout.rng("tail_order").sample(TAILED, 3):
        if body.carriers.get(name) != "tail":
            continue
        if name == "completed_on":
            parts.append(layout.say("during" if several else "on"))
            slots["date"] = printer.completed(size=size, role=bold)
        elif name == "credit":
            parts.append(layout.say("earned"))
            slots["credit"] = printer.credit(labelled=False, size=size, role=bold)
        else:
            parts.append(layout.say("given_by"))
            slots["provider"] = printer.provider(size=size, role=bold)
    if layout.chance("place", 0.1):
        parts.append(layout.say("place").replace("{place}", printer.facts.place))
    return parts, slots


def _tail(body: Body, size: float) -> None:
    """The tail below a title: one sentence, or a line for each part."""
    printer, layout = body.printer, body.printer.layout
    parts, slots = _tail_words(body, size)
    plain = printer.span("", size=size)
    if not layout.chance("tail_lines", 0.55) and parts:
        parts = [" ".join(parts)]
    body.blocks += [Para(rich(part, slots, plain), body.align, 6) for part in parts]


# the other bodies


def _card(body: Body) -> None:
    """As web services print: the title first, then who completed it."""
    printer, layout = body.printer, body.printer.layout
    text, large, titled = _sizes(printer)
    title = title_block(body, titled * 1.2)
    who = layout.say("award" if layout.chance("card_award", 0.5) else "label.holder", "card")
    if layout.chance("card_one_line", 0.3):
        holder: list[Block] = [Para((printer.span(f"{who} ", size=text), *printer.holder(text, "bold")), body.align, 6)]
    else:
        holder = [printer.para(who, size=text * 0.9, align=body.align, after=3), *holder_block(body, large)]
    body.blocks += [title, *holder] if layout.chance("card_title_first", 0.6) else [*holder, title]
    parts = [name for name in TAILED[:2] if name in body.carriers and body.carriers[name] in ("tail", "line")]
    if len(parts) == 2 and layout.chance("card_bullet", 0.5):
        bullet = layout.pick("bullet", (" • ", " | ", " · ", " – ", ", "))
        before = layout.pick("card_before", ("", "Completed on ", "Course completed on ", "Completed ", "Finished on "))
        spans = (printer.span(before, size=text), *printer.completed(size=text), printer.span(bullet, size=text))
        body.blocks.append(Para((*spans, *printer.credit(labelled=False, size=text)), body.align, 8))
        for name in parts:
            del body.carriers[name]
    _tail(body, text)
    labelled_facts(body, text)


def _bare(body: Body) -> None:
    """Values without words around them: a form that was filled by a machine."""
    printer, layout = body.printer, body.printer.layout
    text, large, titled = _sizes(printer)
    pieces: list[list[Block]] = [holder_block(body, large), [title_block(body, titled)]]
    if "completed_on" in body.carriers and layout.chance("bare_date", 0.6):
        pieces.append([Para(printer.completed(size=text), body.align, 8)])
        del body.carriers["completed_on"]
    if "credit" in body.carriers and layout.chance("bare_credit", 0.3):
        pieces.append([Para(printer.credit(labelled=False, size=text), body.align, 8)])
        del body.carriers["credit"]
    for piece in layout.rng("bare_order").sample(pieces, len(pieces)):
        body.blocks += [*piece, Gap(8)]
    _tail(body, text)
    labelled_facts(body, text)


def _paragraph(body: Body) -> None:
    """All in one sentence."""
    printer, layout = body.printer, body.printer.layout
    text = _sizes(printer)[0] * 1.1
    role = layout.pick("inline_holder", ("bold", "body", "italic", "display"), (55, 25, 10, 10))
    certify = layout.chance("inline_certify", 0.7)
    template = f"{layout.say('certify')} {{holder}} {_verb(body, 'certify')} {{title}}"
    if not certify:
        template = f"{layout.say('award')} {{holder}} {_verb(body, 'award')} {{title}}"
    tail, slots = _tail_words(body, text)
    if layout.language == "en" and layout.chance("affiliation", 0.2):
        template = template.replace("{holder}", f"{{holder}} {printer.about('affiliation')}")
    slots["holder"] = printer.holder(text, role)
    slots["title"] = printer.title(text, layout.pick("running_role", ("bold", "body", "italic"), (50, 35, 15)))
    share = layout.between("running_share", 0.75, 1.0)
    sentence = rich(" ".join((template, *tail)) + ".", slots, printer.span("", size=text))
    body.blocks.append(Para(sentence, body.align, 12, layout.between("running_leading", 1.3, 1.8), share))
    labelled_facts(body, text)


def _letter(body: Body) -> None:
    """A letter to the holder."""
    printer, layout, facts = body.printer, body.printer.layout, body.printer.facts
    text = layout.between("text_size", 10, 12.5)
    if layout.chance("letter_date", 0.5):
        body.blocks.append(printer.para(printer.day(facts.printed), size=text, after=14))
    body.blocks.append(Para(printer.holder(text, "body"), "left", 2 if layout.chance("address", 0.5) else 12))
    if layout.chance("address", 0.5):
        body.blocks.append(printer.para(facts.city, size=text, after=12))
    hello = layout.pick("hello", ("Dear {}:", "Dear {},", "Hi {},", "Congratulations, {}!", "Hello {}!"))
    body.blocks.append(printer.para(hello.format(facts.holder.given), size=text, after=10))
    start = layout.pick("letter_start", (
        "This letter confirms that you completed", "Congratulations on completing",
        "We are pleased to confirm your completion of",
        "Thank you for attending", "This is to confirm your participation in", "You have successfully completed",
        "You have passed",
        "This message confirms that you attended", "You completed the following course:",
    ))  # fmt: skip
    body.__dict__["align"] = "left"
    _running(body, f"{start} {{title}}", text, share=1.0)
    labelled_facts(body, text)


def _form(body: Body) -> None:
    """Holder and title as labelled values."""
    printer, layout = body.printer, body.printer.layout
    text = layout.between("text_size", 10, 13)
    names = [
        "holder",
        "title",
        *(name for name in body.carriers if body.carriers[name] != "small" or layout.chance(f"formed:{name}", 0.6)),
    ]
    if layout.chance("form_intro", 0.4):
        body.blocks.append(
            printer.para(
                layout.say("thanks" if layout.chance("form_thanks", 0.4) else "certify", "form"),
                size=text,
                align=body.align,
                after=12,
            )
        )
    if layout.chance("form_shuffled", 0.4):
        names = layout.rng("form_order").sample(names, len(names))
    for name in names:
        body.carriers.pop(name, None)
    body.blocks += pairs(body, names, text)
    labelled_facts(body, text)


def _table(body: Body) -> None:
    """Holder by lead or label, the course in a table."""
    printer, layout = body.printer, body.printer.layout
    text, large, _ = _sizes(printer)
    if layout.chance("table_lead", 0.6):
        body.blocks += [_lead(body, "award", text), *holder_block(body, large)]
        names = ["title"]
    else:
        names = ["holder", "title"]
    for name in ("completed_on", "credit", "program_number", "provider"):
        if name in body.carriers:
            del body.carriers[name]
            names.append(name)
    body.blocks += [Gap(6), table(body, names, text * 0.85), Gap(6)]
    labelled_facts(body, text)
