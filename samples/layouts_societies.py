"""Layouts of professional societies: meetings, workshops, CMLE and other credit.

Takes a sheet and facts, draws, and gives what was stated.
Refuses to know how certificates are read: wordings follow what societies print, not our rules.
"""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Final

from samples.sheet import A4, GREY, PALE, PORTRAIT, Layout, Overfull, Sheet
from samples.style import states
from samples.values import Facts, Stated, decimal_text

SESSIONS: Final = (
    "Opening keynote",
    "Case rounds at the bench",
    "New assays in review",
    "Poster walk with the authors",
    "Regulatory update",
    "Panel: staffing the night shift",
    "Quality by the numbers",
    "Closing lecture",
)


def society_meeting(sheet: Sheet, facts: Facts) -> Stated:
    """Values on ruled lines with their labels under them, two signatures."""
    style = sheet.style
    sheet.border()
    sheet.logo(sheet.width / 2, sheet.height - 96, facts.provider.short, size=22, align="centre")
    sheet.y = sheet.height - 104
    sheet.flow(facts.provider.name, size=17, font=sheet.fonts.bold, width=600)
    sheet.flow(
        style.pick("CERTIFICATE OF ATTENDANCE", "Certificate of Participation"),
        font=sheet.fonts.display,
        size=27,
        colour=sheet.accent,
    )
    sheet.flow(style.pick("awarded to", "is hereby presented to", "This certificate is presented to"), size=12)
    sheet.holder(facts.holder, size=24)
    sheet.flow(style.pick("for attending", "for participation in the program", "who attended"), size=12)
    sheet.flow(facts.title, font=sheet.fonts.bold, size=18)
    sheet.below(
        (
            (style.pick("Date", "Date(s) of program", "Date of program"), style.span(facts.started, facts.completed)),
            ("P.A.C.E.® Contact Hours", style.number(facts.hours)),
            ("P.A.C.E.® Program Number", facts.program_number),
        ),
        165,
    )
    sheet.signature(100, 90, 190, facts.signers[0])
    sheet.signature(sheet.width - 290, 90, 190, facts.signers[1])
    sheet.seal(sheet.width / 2, 88, 34, facts.provider.short[:5])
    return states(facts, style, program=True, spelled=True)


def session_transcript(sheet: Sheet, facts: Facts) -> Stated:
    """The sessions of a meeting with the hours of each, the total in the last row."""
    style = sheet.style
    sheet.text(54, sheet.height - 60, facts.provider.name, font=sheet.fonts.bold, size=14)
    sheet.y = sheet.height - 72
    sheet.flow(
        "Continuing Education Session Record",
        font=sheet.fonts.display,
        size=20,
        align="left",
        x=54,
        colour=sheet.accent,
    )
    sheet.beside(
        54,
        [
            ("Attendee", facts.holder.natural),
            ("Event", facts.title),
            ("Event dates", style.span(facts.started, facts.completed)),
            ("Location", facts.place),
        ],
        value_x=150,
        width=390,
    )
    sheet.space(8)
    share = facts.hours / 4
    rows = [("Day", "Session", "P.A.C.E.® no.", "Hours")]
    first = int(style.rng.random() * 5)
    for number in range(4):
        day = facts.started + timedelta(days=number * (facts.completed - facts.started).days // 3)
        rows.append(
            (
                f"{day:%b} {day.day}",
                SESSIONS[first + number],
                f"{facts.program_number[:4]}{200 + number}{facts.program_number[7:]}",
                decimal_text(share),
            )
        )
    rows.append(
        ("", style.pick("Total contact hours", "Total P.A.C.E.® contact hours", "TOTAL"), "", style.number(facts.hours))
    )
    sheet.table(54, (60, 260, 110, 70), rows)
    sheet.space(12)
    sheet.flow("I attended the sessions listed above in full.", size=11, align="left", x=54, width=500)
    sheet.scribble(60, 150, 150)
    sheet.rule(54, 148, 250)
    sheet.text(54, 136, "Signature of attendee", size=9, colour=GREY)
    sheet.signature(330, 148, 200, facts.signers[0])
    return states(facts, style, spelled=True)


def state_society_columns(sheet: Sheet, facts: Facts) -> Stated:
    """A large name and course on the left, a boxed column of facts on the right."""
    style, right = sheet.style, sheet.width - 250
    sheet.border("corners")
    sheet.y = sheet.height - 66
    sheet.flow(facts.provider.name, size=19, font=sheet.fonts.display, colour=sheet.accent)
    sheet.flow(f"{facts.completed.year} Spring Workshop · {facts.place}", size=12, after=28)
    top = sheet.y
    sheet.flow("Let it be known that", size=12, align="left", x=66, width=420)
    sheet.holder(facts.holder, size=20, align="left", x=66, capitals=False)
    sheet.flow("attended the continuing education program", size=12, align="left", x=66, width=420)
    sheet.flow(facts.title, size=19, font=sheet.fonts.bold, align="left", x=66, width=420)
    sheet.panel(right, 150, 196, top - 140, PALE)
    sheet.y = top - 4
    for label, value in (
        (style.pick("On", "Held on"), style.span(facts.started, facts.completed)),
        ("Hours", style.hours(facts.hours)),
        ("Program", facts.program_number),
        ("Instruction", f"{facts.level.capitalize()} level"),
    ):
        sheet.above(right + 14, label, value, size=12.5, width=170)
    if sheet.y < 150:
        raise Overfull("the column of facts is taller than its panel")
    sheet.signature(66, 100, 200, facts.signers[0])
    sheet.text(
        sheet.width - 60,
        60,
        f"{facts.provider.short} is approved by ASCLS P.A.C.E.®",
        size=9,
        colour=GREY,
        align="right",
    )
    return states(facts, style, program=True, level=True, spelled=True)


def attendance_form(sheet: Sheet, facts: Facts) -> Stated:
    """A form filled in by hand: entries in another face on dotted lines, boxes ticked."""
    style, hand = sheet.style, "Times-Italic"
    sheet.canvas.rect(36, 36, sheet.width - 72, sheet.height - 72)
    sheet.y = sheet.height - 56
    sheet.flow(facts.provider.name, size=14, font=sheet.fonts.bold)
    sheet.flow("VERIFICATION OF ATTENDANCE", font=sheet.fonts.display, size=19, after=22)
    entries = (
        (
            style.pick("Name of participant (print)", "Participant's name", "Name (please print)"),
            facts.holder.family_first if style.chance(0.4) else facts.holder.natural,
        ),
        ("Title of program", facts.title),
        ("Presenter", facts.signers[1][0]),
        (style.pick("Date of program", "Program date"), style.day(facts.completed)),
        ("Place", facts.place),
        (style.pick("P.A.C.E.® Program Number", "P.A.C.E.® no."), facts.program_number),
        (style.pick("Number of contact hours", "Contact hours awarded"), style.number(facts.hours)),
    )
    for label, value in entries:
        sheet.y -= 30
        right = sheet.text(60, sheet.y, label, size=11)
        sheet.canvas.setDash(1, 2)
        sheet.rule(right + 6, sheet.y - 3, sheet.width - 60)
        sheet.canvas.setDash()
        sheet.text(right + 14, sheet.y, value, font=hand, size=14)
    sheet.y -= 34
    x = sheet.text(60, sheet.y, "Level of instruction:", size=11) + 14
    for level in ("basic", "intermediate", "advanced"):
        sheet.canvas.rect(x, sheet.y - 1, 9, 9)
        if level == facts.level:
            sheet.canvas.line(x, sheet.y - 1, x + 9, sheet.y + 8)
            sheet.canvas.line(x, sheet.y + 8, x + 9, sheet.y - 1)
        x = sheet.text(x + 14, sheet.y, level, size=11) + 16
    sheet.signature(70, 150, 200, facts.signers[0])
    sheet.text(60, 70, "Give this form to the participant. The sponsor keeps the attendance list.", size=9, colour=GREY)
    return states(facts, style, program=True, level=True)


def ascp_cmle(sheet: Sheet, facts: Facts) -> Stated:
    """CMLE credit claimed for an activity, the organisation's paragraph on accreditation below."""
    style = sheet.style
    sheet.border("thick")
    sheet.logo(70, sheet.height - 92, facts.provider.short, size=28)
    sheet.y = sheet.height - 118
    sheet.flow(
        f"The {facts.provider.name} certifies that"
        if facts.provider.short != facts.provider.name
        else f"{facts.provider.name} certifies that",
        size=14,
    )
    sheet.holder(facts.holder, size=26)
    sheet.flow(
        style.pick(
            "has participated in the enduring material titled", "has participated in the educational activity titled"
        ),
        size=13,
    )
    sheet.flow(facts.title, size=19, font=sheet.fonts.bold)
    sheet.flow(f"on {style.day(facts.completed)}", size=13, after=12)
    credit = f"{style.number(facts.hours)} {style.pick('CMLE credit(s)', 'CMLE Credits', 'CME/CMLE credit(s)')}"
    sheet.flow(f"and is awarded {credit}", size=15, font=sheet.fonts.bold, after=18)
    sheet.flow(
        "CMLE credit is for medical laboratory professionals and is accepted by the Board of Certification for "
        "credential maintenance. Physicians claim AMA PRA Category 1 Credit(s)™ on a form of their own.",
        size=9.5,
        width=520,
        colour=GREY,
    )
    sheet.signature(90, 84, 200, facts.signers[0])
    sheet.signature(sheet.width - 290, 84, 200, facts.signers[1])
    return states(facts, style, unit="cme")


def accent_credit(sheet: Sheet, facts: Facts) -> Stated:
    """ACCENT credit: a portrait page, statement of credit in a box."""
    style = sheet.style
    sheet.border("double")
    sheet.y = sheet.height - 80
    sheet.flow("Statement of Credit", font=sheet.fonts.display, size=30, colour=sheet.accent)
    sheet.flow(facts.provider.name, size=14, after=34)
    sheet.holder(facts.holder, size=23)
    sheet.rule(120, sheet.y + 4, sheet.width - 120)
    sheet.space(6)
    sheet.flow("is recorded as having completed", size=12)
    sheet.flow(facts.title, size=18, font=sheet.fonts.bold, after=20)
    top = sheet.y
    tall = (62 + 16 * sheet.air) * sheet.scale
    sheet.panel(110, top - tall, sheet.width - 220, tall, PALE)
    sheet.space(4)
    sheet.centred_pairs(
        (
            ("Activity completed", style.day(facts.completed)),
            ("ACCENT® contact hours", style.number(facts.hours)),
            ("Activity number", facts.program_number),
        ),
        size=12.5,
    )
    sheet.y = top - tall - 20
    sheet.flow(f"ACCENT® credit may be claimed until {style.day(facts.approved_through)}.", size=10, colour=GREY)
    sheet.signature(sheet.width / 2 - 100, 130, 200, facts.signers[0])
    return states(facts, style, program=True)


def blood_bank_ecast(sheet: Sheet, facts: Facts) -> Stated:
    """A program number of the society's own, a live date beside the date of completion."""
    style = sheet.style
    sheet.panel(0, sheet.height - 20, sheet.width, 20, sheet.accent)
    sheet.panel(0, 0, sheet.width, 20, sheet.accent)
    sheet.logo(60, sheet.height - 80, facts.provider.short, size=30)
    sheet.y = sheet.height - 100
    sheet.flow("Certificate of Education", font=sheet.fonts.display, size=29)
    sheet.holder(facts.holder, size=24)
    sheet.flow(f"completed the on-demand program {facts.program_number}", size=12)
    sheet.flow(facts.title, size=18, font=sheet.fonts.italic, after=14)
    live = facts.completed - timedelta(days=95)
    sheet.beside(
        160,
        (
            ("Live program date", style.day(live)),
            ("Date of completion", style.day(facts.completed)),
            ("Teaching level", facts.level.capitalize()),
            ("Continuing education", style.hours(facts.hours)),
            ("Provider", facts.provider.name),
        ),
        value_x=330,
        width=380,
    )
    sheet.signature(sheet.width / 2 - 110, 80, 220, facts.signers[0])
    return states(facts, style, program=True, level=True)


def credit_table(sheet: Sheet, facts: Facts) -> Stated:
    """The same hours under three kinds of credit in a table: they must not be added."""
    style = sheet.style
    sheet.border("corners")
    sheet.y = sheet.height - 62
    sheet.flow(facts.provider.name, size=15, font=sheet.fonts.bold)
    sheet.flow("Certificate of Continuing Education Credit", font=sheet.fonts.display, size=24, colour=sheet.accent)
    sheet.holder(facts.holder, size=22)
    sheet.flow(style.pick("has earned credit for", "is granted credit for attendance at"), size=12)
    sheet.flow(facts.title, size=17, font=sheet.fonts.bold)
    sheet.flow(style.span(facts.started, facts.completed), size=12, after=14)
    hours = style.number(facts.hours)
    sheet.table(
        146,
        (220, 140, 140),
        (
            ("Credit type", "Number", "Hours"),
            ("ASCLS P.A.C.E.®", facts.program_number, hours),
            ("California CE (accrediting agency 0001)", "-", hours),
            ("Florida Board of Clinical Laboratory Personnel", facts.florida_number, hours),
        ),
        size=10.5,
    )
    sheet.signature(100, 84, 200, facts.signers[0])
    sheet.seal(sheet.width - 130, 96, 38, "CE")
    return states(facts, style, program=True, spelled=True)


def professional_hours(sheet: Sheet, facts: Facts) -> Stated:
    """Canadian: A4, the day first, hours of professional enhancement, a course code before the title."""
    style = sheet.style
    code = f"{4000 + int(style.rng.random() * 900)}-{facts.completed:%y}"
    day = f"{facts.completed.day} {facts.completed:%B} {facts.completed.year}"
    sheet.logo(60, sheet.height - 90, facts.provider.short, size=26)
    sheet.y = sheet.height - 130
    sheet.flow("Record of Completion", font=sheet.fonts.display, size=26, align="left", x=60)
    sheet.rule(60, sheet.y, sheet.width - 60, width=3, colour=sheet.accent)
    sheet.space(24)
    sheet.flow("This is to acknowledge that", size=12, align="left", x=60)
    sheet.holder(facts.holder, size=22, align="left", x=60, capitals=False)
    sheet.flow("has fulfilled the requirements of", size=12, align="left", x=60)
    sheet.flow(facts.title, size=18, font=sheet.fonts.bold, align="left", x=60, width=470, after=18)
    amount = facts.hours.quantize(Decimal("0.1"))
    sheet.beside(
        60,
        (
            ("Course code", code),
            ("Completed", day),
            ("Professional hours (PEP)", f"{amount} hours"),
            ("Grade", style.pick("Pass", "Pass with honours", "Pass")),
        ),
        value_x=style.pick(None, 230),
    )
    sheet.signature(60, 170, 190, facts.signers[0])
    sheet.signature(320, 170, 190, facts.signers[1])
    sheet.text(sheet.width / 2, 60, f"{facts.provider.name}, {facts.place}", size=9, colour=GREY, align="centre")
    return replace(states(facts, style, unit="hour", spelled=True), program_number=code)


def event_points(sheet: Sheet, facts: Facts) -> Stated:
    """A convention session; the credit is counted in points and stands behind the title as well."""
    style = sheet.style
    sheet.border(style.pick("double", "dotted"))
    sheet.seal(110, sheet.height - 110, 44, facts.provider.short[:4])
    sheet.y = sheet.height - 70
    sheet.flow(facts.provider.name, size=18, font=sheet.fonts.bold, x=sheet.width / 2 + 40, width=500)
    sheet.flow(f"{facts.completed.year} Annual Meeting", size=14, x=sheet.width / 2 + 40, after=40)
    sheet.flow("Continuing education certificate for", size=12)
    sheet.holder(facts.holder, size=25)
    sheet.flow("Session attended:", size=12, colour=GREY)
    sheet.flow(facts.title, size=18, font=sheet.fonts.bold, after=20)
    points = f"{style.number(facts.hours)} point{'' if facts.hours == 1 else 's'}"
    sheet.below(
        (
            ("Session date", style.day(facts.completed)),
            ("CE value", points),
            ("Verified by", facts.signers[0][0]),
            ("Certificate No.", facts.certificate_number),
        ),
        130,
        size=11,
        left=56,
    )
    return states(facts, style, unit="point", certificate=True)


SOCIETIES: Final = (
    Layout(society_meeting, ("society",), most_days=3),
    Layout(session_transcript, ("society",), PORTRAIT, most_days=3),
    Layout(state_society_columns, ("society",), most_days=2),
    Layout(attendance_form, ("society",), PORTRAIT),
    Layout(ascp_cmle, ("cmle",)),
    Layout(accent_credit, ("cmle", "university"), PORTRAIT),
    Layout(blood_bank_ecast, ("cmle",)),
    Layout(credit_table, ("society",), most_days=3),
    Layout(professional_hours, ("canada",), A4),
    Layout(event_points, ("cmle", "society")),
)
