"""Layouts of course web sites and webinar platforms, which learners print themselves.

Takes a sheet and facts, draws, and gives what was stated.
Refuses to know how certificates are read: wordings follow what such providers print, not our rules.
"""

from typing import Final

from reportlab.lib.colors import HexColor, white

from samples.courses import florida_subject
from samples.sheet import GREY, PALE, PORTRAIT, Layout, Sheet
from samples.style import states
from samples.values import Facts, Stated


def medialab_course(sheet: Sheet, facts: Facts) -> Stated:
    """Centred lines, the same hours under two credit lines, a course number with its last day of approval."""
    style = sheet.style
    sheet.border("double")
    sheet.logo(sheet.width / 2, sheet.height - 92, facts.provider.short, size=24, align="centre")
    sheet.y = sheet.height - 100
    sheet.flow(
        style.pick("Certificate of Completion", "CERTIFICATE OF COMPLETION"),
        font=sheet.fonts.display,
        size=30,
        colour=sheet.accent,
    )
    sheet.flow(style.pick("This certifies that", "This is to certify that", "Presented to"), size=13)
    sheet.holder(facts.holder, size=25)
    sheet.flow(
        style.pick("has completed the online course", "successfully completed the online continuing education course"),
        size=13,
    )
    sheet.flow(facts.title, font=sheet.fonts.bold, size=19, after=4)
    sheet.flow(f"on {style.day(facts.completed)}", size=13, after=12)
    hours = f"{style.number(facts.hours)} hour(s)"
    sheet.flow(
        f"P.A.C.E.® Contact Hours (acceptable for AMT, ASCP, and state recertification): {hours}", size=11, after=2
    )
    sheet.flow(f"Course number {facts.program_number}, approved through {style.day(facts.approved_through)}", size=11)
    if style.chance(0.7):
        sheet.flow(
            "Florida Board of Clinical Laboratory Personnel Credit Hours - General "
            f"({florida_subject(facts.category)}): {hours}",
            size=11,
            after=2,
        )
        sheet.flow(
            f"Course number {facts.florida_number}, approved through {style.day(facts.approved_through)}", size=11
        )
    sheet.flow(f"Level of instruction: {facts.level}", size=11)
    sheet.signature(90, 88, 180, facts.signers[0])
    sheet.text(sheet.width - 90, 80, f"Provided by {facts.provider.name}", size=10, align="right")
    sheet.text(sheet.width - 90, 64, f"Printed {style.day(facts.printed)}", size=8, colour=GREY, align="right")
    return states(facts, style, program=True, level=True)


def medialab_printout(sheet: Sheet, facts: Facts) -> Stated:
    """A web page printed by a browser: address and print date in the margins, bold labels beside values."""
    style, short = sheet.style, facts.provider.short.lower().replace(" ", "")
    sheet.text(36, sheet.height - 28, f"{facts.printed.month}/{facts.printed.day}/{facts.printed:%y}, 9:41 AM", size=8)
    sheet.text(sheet.width / 2, sheet.height - 28, f"{facts.provider.short} | Certificate", size=8, align="centre")
    sheet.text(36, 24, f"https://www.{short}.example/certificate.aspx?id={facts.certificate_number}", size=8)
    sheet.text(sheet.width - 36, 24, "1/1", size=8, align="right")
    sheet.logo(60, sheet.height - 90, facts.provider.short, size=26)
    sheet.y = sheet.height - 120
    sheet.flow(
        "Continuing Education Certificate", font=sheet.fonts.display, size=22, align="left", x=60, colour=sheet.accent
    )
    sheet.rule(60, sheet.y, sheet.width - 60, width=1.5, colour=sheet.accent)
    sheet.space(16)
    pairs = [
        (style.label("holder"), facts.holder.natural),
        (style.label("title"), facts.title),
        (style.pick("Completed", "Completed on", "Date completed"), style.day(facts.completed)),
        ("Score", f"{80 + int(style.rng.random() * 20)}%"),
        (style.pick("P.A.C.E.® Contact Hours", "P.A.C.E.® Credit"), style.hours(facts.hours, "hour")),
        (style.label("program"), f"{facts.program_number} (approved through {style.day(facts.approved_through)})"),
        ("Level of instruction", facts.level.capitalize()),
        ("Certificate number", facts.certificate_number),
        (style.pick("Provider", "Course provider"), facts.provider.name),
    ]
    sheet.beside(60, pairs, value_x=style.pick(None, 220), gap=9, width=300)
    sheet.space(16)
    sheet.flow(
        f"{facts.provider.name} is approved as a provider of continuing education programs in the clinical "
        "laboratory sciences by the ASCLS P.A.C.E.® Program. Keep this certificate for your records; it is not "
        "sent to any licensing agency.",
        size=9.5,
        align="left",
        x=60,
        width=490,
        colour=GREY,
    )
    return states(facts, style, program=True, certificate=True, level=True)


def cap_pro(sheet: Sheet, facts: Facts) -> Stated:
    """A discipline and a validity in the title, values in two columns under a band."""
    style = sheet.style
    subject = facts.category.value.replace("_", " ").title()
    years = f"({facts.completed.year} & {facts.completed.year + 1})"
    title = f"{facts.provider.short} Pro Course - {subject} - {facts.title} {years}"
    sheet.panel(0, sheet.height - 84, sheet.width, 84, sheet.accent)
    sheet.text(50, sheet.height - 52, "Certificate of Completion", font=sheet.fonts.display, size=28, colour=white)
    sheet.text(
        sheet.width - 50,
        sheet.height - 50,
        facts.provider.short,
        font="Helvetica-Bold",
        size=22,
        colour=white,
        align="right",
    )
    sheet.y = sheet.height - 120
    sheet.flow("This certificate is awarded to", size=12)
    sheet.holder(facts.holder, size=28)
    sheet.flow("for completing all requirements of", size=12)
    sheet.flow(title, size=17, font=sheet.fonts.bold, width=560, after=18)
    top = sheet.y
    sheet.beside(
        90, [("Date completed", style.day(facts.completed)), ("CE credit", style.hours(facts.hours))], width=190
    )
    sheet.y = top
    sheet.beside(430, [("P.A.C.E.® #", facts.program_number), ("Level", facts.level)], width=190)
    sheet.space(20)
    sheet.flow(f"Developed by the {facts.provider.name}. Delivered through the MediaLab learning system.", size=10.5)
    sheet.signature(sheet.width / 2 - 100, 80, 200, facts.signers[0])
    return states(facts, style, program=True, level=True, title=title)


def webinar_cards(sheet: Sheet, facts: Facts) -> Stated:
    """Cards with a small label above each value, as a web platform prints them."""
    style, half = sheet.style, sheet.width / 2
    sheet.panel(0, 0, sheet.width, sheet.height, PALE)
    sheet.panel(40, 40, sheet.width - 80, sheet.height - 80, white)
    sheet.panel(40, sheet.height - 48, sheet.width - 80, 8, sheet.accent)
    sheet.logo(70, sheet.height - 92, facts.provider.name, size=16)
    sheet.y = sheet.height - 120
    sheet.flow(
        style.pick("Certificate of Attendance", "Webinar Completion Certificate", "CE Certificate"),
        align="left",
        x=70,
        font=sheet.fonts.display,
        size=25,
    )
    sheet.space(10)
    sheet.above(70, style.pick("ATTENDEE", "PARTICIPANT NAME", "AWARDED TO"), facts.holder.natural, size=20, width=600)
    sheet.above(70, style.pick("WEBINAR", "WEBINAR TITLE", "SESSION"), facts.title, size=16, width=600)
    top = sheet.y
    sheet.above(70, style.pick("COMPLETED", "DATE ATTENDED", "COMPLETION DATE"), style.day(facts.completed))
    sheet.above(70, "PRESENTED BY", facts.signers[0][0])
    sheet.y = top
    sheet.above(
        half,
        style.pick("CREDIT", "CREDITS EARNED", "CONTINUING EDUCATION"),
        f"{style.number(facts.hours)} P.A.C.E.® contact hour{'' if facts.hours == 1 else 's'}",
        width=300,
    )
    sheet.above(half, style.pick("P.A.C.E.® PROGRAM NUMBER", "PROGRAM NUMBER"), facts.program_number)
    sheet.squares(sheet.width - 140, 64, 62)
    sheet.text(70, 84, f"Certificate ID {facts.certificate_number}", size=9, colour=GREY)
    sheet.text(70, 70, "Scan the code to verify this certificate.", size=9, colour=GREY)
    return states(facts, style, program=True, certificate=True)


def virtual_event(sheet: Sheet, facts: Facts) -> Stated:
    """A session of a virtual conference; the name is printed family name first, live and on-demand dates differ."""
    style = sheet.style
    sheet.border(style.pick("thick", "waves"))
    sheet.y = sheet.height - 62
    sheet.flow(f"{facts.provider.name} Virtual Conference Series", size=15, colour=sheet.accent, font=sheet.fonts.bold)
    sheet.flow("PROOF OF PARTICIPATION", font=sheet.fonts.display, size=27, spread=2, after=20)
    left = 110.0
    sheet.beside(
        left,
        [
            ("Last name, first name", facts.holder.family_first),
            ("Presentation", facts.title),
            ("First broadcast", style.day(facts.started.replace(day=1, year=facts.started.year - 1))),
            (style.pick("Watched on", "Viewed on", "Date viewed"), style.day(facts.completed)),
            ("C.E. Credits", f"P.A.C.E. CE {style.number(facts.hours)}"),
            ("P.A.C.E.® course number", facts.program_number),
            ("Delivery", "On demand"),
        ],
        value_x=style.pick(None, 300),
        size=13,
        gap=9,
        width=380,
    )
    sheet.space(12)
    sheet.flow(
        f"{facts.provider.name} is an approved P.A.C.E.® provider. One contact hour stands for 50 minutes of "
        "instruction.",
        size=10,
        colour=GREY,
    )
    sheet.seal(sheet.width - 110, 110, 42, "CE")
    return states(facts, style, program=True)


def journal_test(sheet: Sheet, facts: Facts) -> Stated:
    """A self-study test of a journal, with the score; the accredited provider is not the journal."""
    style = sheet.style
    sheet.border("dotted")
    sheet.y = sheet.height - 70
    sheet.flow("Bench Quarterly", font="Times-BoldItalic", size=30, colour=sheet.accent, after=6)
    sheet.flow("Continuing Education Test", size=13, after=26)
    sheet.flow(
        style.pick("Certificate of Credit", "Certificate of Continuing Education"), font=sheet.fonts.display, size=23
    )
    sheet.space(12)
    sheet.holder(facts.holder, size=22, capitals=False)
    sheet.flow(
        f"passed the self-study test with a score of {70 + int(style.rng.random() * 30)}% on the article", size=12
    )
    sheet.flow(f"“{facts.title}”", size=16, font=sheet.fonts.italic)
    sheet.flow(f"Test completed {style.day(facts.completed)}", size=12, after=14)
    sheet.flow(
        f"Certificate for {style.number(facts.hours)} contact hour{'' if facts.hours == 1 else 's'} of P.A.C.E.® "
        f"credit, program number {facts.program_number}",
        size=12,
        after=18,
    )
    sheet.flow("This program is sponsored by", size=11, after=2)
    sheet.flow(facts.provider.name, size=13, font=sheet.fonts.bold, after=16)
    sheet.flow(
        f"The test for this article is open until {style.day(facts.approved_through)}. Answers are graded at once; "
        "a score of 70% earns credit.",
        size=9.5,
        colour=GREY,
        width=400,
    )
    sheet.signature(sheet.width / 2 - 90, 110, 180, facts.signers[0])
    return states(facts, style, program=True)


def message_of_congratulations(sheet: Sheet, facts: Facts) -> Stated:
    """Prose that a learning site sends: every value stands inside a sentence."""
    style, holder = sheet.style, facts.holder
    sheet.logo(72, sheet.height - 90, facts.provider.short, size=22)
    sheet.rule(72, sheet.height - 104, sheet.width - 72, width=2, colour=sheet.accent)
    sheet.y = sheet.height - 130
    sheet.flow(f"Congratulations, {holder.given}!", font=sheet.fonts.display, size=24, align="left", after=18)
    hours = style.hours(facts.hours)
    finished = style.day(facts.completed)
    sentences = style.pick(
        (
            f"This confirms that {holder.natural} finished {facts.title} on {finished} and earned {hours}.",
            f"The course is listed as P.A.C.E.® program {facts.program_number} at the {facts.level} level and was "
            f"offered by {facts.provider.name}.",
        ),
        (
            f"We are pleased to confirm that {holder.natural} has met all requirements of the course {facts.title}.",
            f"Completion was recorded on {finished}. {facts.provider.name} awards {hours} for this {facts.level} "
            f"course (program number {facts.program_number}).",
        ),
    )
    for sentence in sentences:
        sheet.flow(sentence, size=13, align="left", width=460, after=14)
    sheet.flow(f"Your certificate number is {facts.certificate_number}.", size=13, align="left", width=460, after=30)
    sheet.flow("Keep this page: your certifying agency may ask for it in an audit.", size=10, align="left", colour=GREY)
    sheet.signature(72, 190, 190, facts.signers[1])
    return states(facts, style, program=True, certificate=True, level=True)


def coloured_sidebar(sheet: Sheet, facts: Facts) -> Stated:
    """Modern: the small facts stand in a coloured column, name and course in the white part."""
    style, side = sheet.style, 215.0
    sheet.panel(0, 0, side, sheet.height, sheet.accent)
    sheet.text(28, sheet.height - 70, facts.provider.short, font="Helvetica-Bold", size=24, colour=white)
    sheet.y = sheet.height - 150
    facts_shown = (
        (style.pick("Finished", "Completed"), style.day(facts.completed)),
        ("Contact hours", style.number(facts.hours)),
        ("P.A.C.E.® number", facts.program_number),
        ("Level", facts.level.capitalize()),
        ("Certificate", facts.certificate_number),
    )
    for label, value in facts_shown:
        sheet.flow(label, size=9, colour=HexColor("#dddddd"), align="left", x=28, width=side - 45, after=0)
        sheet.flow(value, size=12, colour=white, font=sheet.fonts.bold, align="left", x=28, width=side - 45, after=14)
    middle, width = side + (sheet.width - side) / 2, sheet.width - side - 90
    sheet.y = sheet.height - 110
    sheet.flow("Certificate", font=sheet.fonts.display, size=38, x=middle, width=width, colour=sheet.accent, after=2)
    sheet.flow("of continuing education", size=15, x=middle, width=width, after=34)
    sheet.holder(facts.holder, size=22, x=middle)
    sheet.flow(
        style.pick("has taken and passed", "has finished the course", "completed"), size=12, x=middle, width=width
    )
    sheet.flow(facts.title, font=sheet.fonts.bold, size=18, x=middle, width=width, after=14)
    sheet.flow(f"a course by {facts.provider.name}", size=12, x=middle, width=width)
    sheet.signature(middle - 90, 90, 180, facts.signers[0])
    return states(facts, style, program=True, certificate=True, level=True)


def plain_credential(sheet: Sheet, facts: Facts) -> Stated:
    """A sparse page: the title above the name, everything else in one small line."""
    style = sheet.style
    sheet.y = sheet.height - 130
    sheet.flow(facts.provider.name, size=14, align="left", x=80, colour=sheet.accent, font=sheet.fonts.bold, after=40)
    sheet.flow(facts.title, size=26, align="left", x=80, width=600, font=sheet.fonts.display, after=20)
    sheet.flow(
        style.pick("completed by", "course completed by", "earned by"),
        size=12,
        align="left",
        x=80,
        colour=GREY,
        after=2,
    )
    sheet.holder(facts.holder, size=21, align="left", x=80, capitals=False, after=30)
    sheet.rule(80, sheet.y, 300, width=2, colour=sheet.accent)
    sheet.space(12)
    dot = style.pick(" · ", " | ")
    line = dot.join((style.day(facts.completed), style.hours(facts.hours), f"Credential ID {facts.certificate_number}"))
    sheet.flow(line, size=11.5, align="left", x=80, width=600)
    return states(facts, style, certificate=True)


ONLINE: Final = (
    Layout(medialab_course, ("online",)),
    Layout(medialab_printout, ("online",), PORTRAIT),
    Layout(cap_pro, ("online",)),
    Layout(webinar_cards, ("online", "vendor")),
    Layout(virtual_event, ("online",)),
    Layout(journal_test, ("online",), PORTRAIT),
    Layout(message_of_congratulations, ("online",), PORTRAIT),
    Layout(coloured_sidebar, ("online", "vendor")),
    Layout(plain_credential, ("online", "vendor", "university")),
)
