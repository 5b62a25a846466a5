"""Layouts of hospitals, for training in the house, and of makers of instruments and reagents.

Takes a sheet and facts, draws, and gives what was stated.
Refuses to know how certificates are read: wordings follow what employers and vendors print, not our rules.
"""

from typing import Final

from reportlab.lib.colors import HexColor, white

from samples.sheet import GREY, PALE, PORTRAIT, Layout, Overfull, Sheet
from samples.style import format_date, states
from samples.values import Facts, Stated, decimal_text


def inservice_letter(sheet: Sheet, facts: Facts) -> Stated:
    """A letter on letterhead, dated later than the training."""
    style, left = sheet.style, 80.0
    sheet.logo(left, sheet.height - 84, facts.provider.name, size=17)
    sheet.text(left, sheet.height - 104, f"Department of Laboratory Medicine · {facts.place}", size=9.5, colour=GREY)
    sheet.rule(left, sheet.height - 114, sheet.width - 80, width=1.5, colour=sheet.accent)
    sheet.y = sheet.height - 140
    sheet.flow(style.day(facts.printed), align="left", x=left, after=20)
    sheet.flow("To whom it may concern:", align="left", x=left, after=14)
    hours = style.hours(facts.hours)
    held = style.day(facts.completed)
    body = style.pick(
        (
            f"This letter confirms that {facts.holder.natural} attended the in-service {facts.title}, held on {held} "
            f"at {facts.provider.name}.",
            f"The training was structured, had written objectives, and was assigned {hours} of continuing education. "
            "It was not part of job orientation.",
        ),
        (
            f"Please accept this letter as documentation that on {held} {facts.holder.natural} completed our in-house "
            f"training program, {facts.title}.",
            f"{facts.provider.name} assigns {hours} to this program. A signed attendance sheet is kept on file.",
        ),
    )
    for paragraph in body:
        sheet.flow(paragraph, align="left", x=left, width=450, after=12)
    sheet.flow("Please call the laboratory office if you have questions.", align="left", x=left, after=14)
    sheet.flow("Sincerely,", align="left", x=left)
    sheet.space(34)
    sheet.scribble(left, sheet.y, 120)
    sheet.space(6)
    for line in facts.signers[0]:
        sheet.flow(line, align="left", x=left, after=1)
    return states(facts, style)


def office_border(sheet: Sheet, facts: Facts) -> Stated:
    """Made in a word processor: large centred lines in a dotted frame, the credit named hours."""
    style = sheet.style
    sheet.border("dotted")
    sheet.y = sheet.height - 60
    sheet.flow(facts.provider.name, font="Times-Bold", size=22)
    sheet.flow("Clinical Laboratory", font="Times-Roman", size=15, after=24)
    sheet.flow(
        style.pick("In-Service Training Certificate", "Certificate of In-House Training"),
        font="Times-BoldItalic",
        size=26,
        colour=HexColor("#8a0000"),
        after=22,
    )
    sheet.holder(facts.holder, font="Times-Bold", size=27)
    sheet.flow(style.pick("participated in", "took part in the training"), font="Times-Roman", size=14)
    sheet.flow(facts.title, font="Times-Bold", size=20, after=14)
    number = style.number(facts.hours)
    sheet.flow(
        f"{style.day(facts.completed)}{style.pick(' – ', ' · ', ', ')}{number} hour{'' if facts.hours == 1 else 's'}",
        font="Times-Roman",
        size=15,
    )
    sheet.signature(110, 92, 210, facts.signers[0])
    sheet.signature(sheet.width - 320, 92, 210, facts.signers[1])
    return states(facts, style, unit="hour")


def elearning_record(sheet: Sheet, facts: Facts) -> Stated:
    """Mandatory yearly training in the hospital's learning system: no hours at all."""
    style = sheet.style
    sheet.panel(0, sheet.height - 60, sheet.width, 60, HexColor("#f0f0f0"))
    sheet.logo(44, sheet.height - 40, facts.provider.short, size=18)
    sheet.text(sheet.width - 44, sheet.height - 38, "My Learning > Completed", size=9, colour=GREY, align="right")
    sheet.y = sheet.height - 96
    sheet.flow("Certificate of Completion", font=sheet.fonts.display, size=26, align="left", x=60)
    sheet.space(10)
    sheet.above(60, style.pick("Learner", "Employee"), facts.holder.natural, size=17, width=480)
    sheet.above(60, style.pick("Module", "Learning activity"), facts.title, size=15, width=480)
    top = sheet.y
    sheet.above(60, "Status", "Passed", size=12, width=150)
    sheet.y = top
    sheet.above(240, style.pick("Completed", "Completion date"), style.day(facts.completed), size=12, width=260)
    sheet.above(60, "Facility", facts.provider.name, size=12, width=480)
    sheet.above(60, "Assigned because", "Yearly requirement for laboratory staff", size=12, width=480)
    sheet.text(60, 50, f"Report generated {style.day(facts.printed)}", size=8.5, colour=GREY)
    return states(facts, style, unit=None)


def learning_system_row(sheet: Sheet, facts: Facts) -> Stated:
    """A report of one row: labels are the heads of columns, the name is printed family name first."""
    style = sheet.style
    sheet.text(40, sheet.height - 48, "Learning Completion Report", font=sheet.fonts.display, size=19)
    sheet.text(40, sheet.height - 66, facts.provider.name, size=12)
    sheet.text(
        sheet.width - 40,
        sheet.height - 48,
        f"Run date: {style.day(facts.printed)}",
        size=9,
        align="right",
        colour=GREY,
    )
    sheet.rule(40, sheet.height - 78, sheet.width - 40, width=2, colour=sheet.accent)
    sheet.y = sheet.height - 100
    sheet.beside(40, (("Employee", facts.holder.family_first), ("Department", "Laboratory")), size=11)
    sheet.space(8)
    sheet.table(
        40,
        (250, 120, 70, 90, 150),
        (
            (
                style.pick("Course", "Course title", "Item"),
                style.pick("Completed", "Completion date"),
                "Score",
                style.pick("CE hours", "Contact hours"),
                style.pick("Certificate no.", "Record ID"),
            ),
            (
                facts.title,
                style.day(facts.completed),
                f"{82 + int(style.rng.random() * 18)}%",
                decimal_text(facts.hours),
                facts.certificate_number,
            ),
        ),
        size=10.5,
    )
    sheet.space(18)
    sheet.flow(
        "This report serves as certificate of completion for the course listed above.", size=10.5, align="left", x=40
    )
    sheet.signature(40, 120, 210, facts.signers[0])
    return states(facts, style, certificate=True)


def operator_training(sheet: Sheet, facts: Facts) -> Stated:
    """Instrument training over some days: serial and software numbers that are not the certificate's."""
    style = sheet.style
    sheet.panel(0, 0, 26, sheet.height, sheet.accent)
    sheet.logo(70, sheet.height - 80, facts.provider.name, size=20)
    sheet.y = sheet.height - 110
    sheet.flow(
        "Operator Training Certificate",
        font=sheet.fonts.display,
        size=29,
        align="left",
        x=70,
        colour=sheet.accent,
        after=16,
    )
    sheet.flow("We hereby confirm that", size=12, align="left", x=70)
    sheet.holder(facts.holder, size=23, align="left", x=70)
    sheet.flow("has successfully taken part in the customer training", size=12, align="left", x=70)
    sheet.flow(facts.title, size=17, font=sheet.fonts.bold, align="left", x=70, width=640, after=16)
    serial = 10_000 + int(style.rng.random() * 80_000)
    sheet.table(
        70,
        (180, 250),
        (
            ("Training dates", style.span(facts.started, facts.completed)),
            ("Contact hours", decimal_text(facts.hours)),
            ("Instrument serial no.", f"SN {serial}"),
            ("Software version", f"{2 + int(style.rng.random() * 5)}.{int(style.rng.random() * 9)}"),
            ("Certificate no.", facts.certificate_number),
        ),
        size=11,
        head=False,
    )
    sheet.signature(70, 78, 200, facts.signers[0])
    sheet.text(sheet.width - 50, 52, f"{facts.place}", size=9, colour=GREY, align="right")
    return states(facts, style, certificate=True, spelled=True)


def vendor_webinar(sheet: Sheet, facts: Facts) -> Stated:
    """A broad band with the company's name; hours and number in a row of three boxes."""
    style = sheet.style
    sheet.panel(0, sheet.height - 130, sheet.width, 130, sheet.accent)
    sheet.text(
        sheet.width / 2,
        sheet.height - 62,
        facts.provider.name,
        font=sheet.fonts.bold,
        size=24,
        colour=white,
        align="centre",
    )
    sheet.text(
        sheet.width / 2,
        sheet.height - 96,
        style.pick("Customer Education Webinar", "Scientific Webinar Series"),
        size=14,
        colour=white,
        align="centre",
    )
    sheet.y = sheet.height - 156
    sheet.flow(style.pick("Thank you for attending!", "Certificate of Attendance"), font=sheet.fonts.display, size=24)
    sheet.holder(facts.holder, size=22)
    sheet.flow(facts.title, size=17, font=sheet.fonts.italic, width=520, after=20)
    if sheet.y < 232:
        raise Overfull("title and boxes overlap")
    boxes = (
        (style.pick("Live date", "Broadcast"), style.day(facts.completed)),
        ("P.A.C.E.® credit", style.hours(facts.hours)),
        ("Program", facts.program_number),
    )
    for number, (label, value) in enumerate(boxes):
        x = 80 + number * 216.0
        sheet.panel(x, 165, 200, 62, PALE)
        sheet.text(x + 100, 206, label, size=9, colour=GREY, align="centre")
        sheet.text(x + 100, 182, value, size=12.5, font=sheet.fonts.bold, align="centre")
    sheet.text(sheet.width / 2, 138, f"Speaker: {facts.signers[1][0]}", size=10.5, align="centre")
    sheet.signature(sheet.width / 2 - 110, 84, 220, facts.signers[0])
    return states(facts, style, program=True)


def seminar_ticket(sheet: Sheet, facts: Facts) -> Stated:
    """The stub of a seminar ticket: a small card on a large page, the rest empty."""
    style, left, bottom = sheet.style, 60.0, sheet.height - 330
    sheet.canvas.setDash(4, 3)
    sheet.canvas.rect(left, bottom, sheet.width - 120, 280)
    sheet.canvas.setDash()
    sheet.panel(left, bottom, 14, 280, sheet.accent)
    sheet.y = bottom + 262
    sheet.flow(
        f"{facts.provider.name} seminar", size=13, font=sheet.fonts.bold, align="left", x=left + 34, colour=sheet.accent
    )
    sheet.flow(facts.title, size=16, font=sheet.fonts.display, align="left", x=left + 34, width=430, after=12)
    sheet.flow(
        style.pick("ADMITTED AND ATTENDED", "ATTENDED BY"), size=8, colour=GREY, align="left", x=left + 34, after=0
    )
    sheet.flow(facts.holder.natural, size=16, align="left", x=left + 34, width=430, after=12)
    sheet.flow(f"{facts.place}, {style.day(facts.completed)}", size=11.5, align="left", x=left + 34, width=430)
    sheet.flow(f"CE: {style.hours(facts.hours)} ({facts.level})", size=11.5, align="left", x=left + 34, width=430)
    sheet.flow(
        f"Seat {style.pick('A', 'B', 'C')}-{10 + int(style.rng.random() * 30)}",
        size=9,
        colour=GREY,
        align="left",
        x=left + 34,
        width=430,
    )
    sheet.scribble(sheet.width - 200, bottom + 30, 100)
    sheet.text(sheet.width - 150, bottom + 14, "validated by host", size=8, colour=GREY, align="centre")
    return states(facts, style, level=True)


def formal_diploma(sheet: Sheet, facts: Facts) -> Stated:
    """Ceremonial wording, the date in words: the 14th day of March."""
    style = sheet.style
    sheet.border("double")
    sheet.y = sheet.height - 74
    sheet.flow("Be it known that", font="Times-Italic", size=16)
    sheet.holder(facts.holder, font="Times-Bold", size=29)
    sheet.flow(f"having met all requirements set by {facts.provider.name}", font="Times-Italic", size=14)
    sheet.flow("is granted this certificate in recognition of", font="Times-Italic", size=14, after=14)
    sheet.flow(facts.title, font="Times-Bold", size=21, after=14)
    sheet.flow(f"comprising {style.hours(facts.hours)} of instruction", font="Times-Italic", size=14)
    sheet.flow(
        f"Given at {facts.place}, on this {format_date(facts.completed, 'formal')}", font="Times-Italic", size=14
    )
    sheet.seal(sheet.width / 2, 118, 40, facts.provider.short[:6], HexColor("#b8902f"))
    sheet.signature(100, 100, 200, facts.signers[0])
    sheet.signature(sheet.width - 300, 100, 200, facts.signers[1])
    return states(facts, style, spelled=True)


EMPLOYERS: Final = (
    Layout(inservice_letter, ("employer",), PORTRAIT),
    Layout(office_border, ("employer",)),
    Layout(elearning_record, ("employer",), PORTRAIT),
    Layout(learning_system_row, ("employer",)),
    Layout(operator_training, ("vendor",), most_days=3),
    Layout(vendor_webinar, ("vendor",)),
    Layout(seminar_ticket, ("vendor", "employer"), PORTRAIT),
    Layout(formal_diploma, ("employer", "university", "society")),
)
