"""Layouts of public agencies, reference laboratories, universities and blood centers.

Takes a sheet and facts, draws, and gives what was stated.
Refuses to know how certificates are read: wordings follow what such bodies print, not our rules.
"""

from typing import Final

from reportlab.lib.colors import white

from samples.courses import florida_subject
from samples.sheet import GREY, PALE, PORTRAIT, Layout, Sheet
from samples.style import states
from samples.values import Facts, Stated, decimal_text


def agency_course(sheet: Sheet, facts: Facts) -> Stated:
    """A long statement of approval that holds hours and both numbers; the provider stands only there."""
    style = sheet.style
    sheet.border("double")
    sheet.logo(sheet.width / 2, sheet.height - 90, facts.provider.short, size=26, align="centre")
    sheet.y = sheet.height - 100
    sheet.flow("Certificate of Training", font=sheet.fonts.display, size=28, colour=sheet.accent)
    sheet.flow(style.pick("is awarded to", "awarded to"), size=12)
    sheet.holder(facts.holder, size=24)
    sheet.flow("for completion of the course", size=12)
    sheet.flow(facts.title, size=18, font=sheet.fonts.bold)
    sheet.flow(style.day(facts.completed), size=13, after=16)
    plural = "" if facts.hours == 1 else "s"
    sheet.flow(
        f"The {facts.provider.name}, is approved as a provider of continuing education programs in the clinical "
        f"laboratory sciences by the ASCLS P.A.C.E.® Program. This course is approved for {decimal_text(facts.hours)} "
        f"contact hour{plural}. P.A.C.E.® Course Number: {facts.program_number}. It is also approved in the category "
        f"of {florida_subject(facts.category)} for Florida laboratory licensees. Florida Course Number: "
        f"{facts.florida_number}.",
        size=10.5,
        width=580,
    )
    sheet.signature(sheet.width / 2 - 110, 84, 220, facts.signers[0])
    return states(facts, style, program=True)


def agency_ceu(sheet: Sheet, facts: Facts) -> Stated:
    """Credit in continuing education units, tenths of ten hours."""
    style = sheet.style
    sheet.panel(0, sheet.height - 96, sheet.width, 96, PALE)
    sheet.logo(50, sheet.height - 60, facts.provider.short, size=26)
    sheet.y = sheet.height - 104
    sheet.flow("Certificate of Continuing Education", font=sheet.fonts.display, size=24, after=20)
    sheet.flow("This certifies that", size=12)
    sheet.holder(facts.holder, size=22)
    sheet.flow("has completed", size=12)
    sheet.flow(facts.title, size=17, font=sheet.fonts.bold, after=18)
    noun = style.pick("CEU", "CEUs", "Continuing Education Units (CEU)")
    sheet.flow(
        f"and has been awarded {decimal_text(facts.hours / 10)} {noun}",
        size=14,
        after=20,
    )
    sheet.centred_pairs((("Completed", style.day(facts.completed)), ("Course code", facts.program_number)), size=12)
    sheet.space(16)
    sheet.flow(
        f"Issued by the {facts.provider.name}" if facts.provider.short == "CDC" else f"Issued by {facts.provider.name}",
        size=12,
        width=400,
    )
    sheet.signature(80, 130, 190, facts.signers[0])
    sheet.text(
        sheet.width - 70, 90, f"Transcript printed {style.day(facts.printed)}", size=8, colour=GREY, align="right"
    )
    return states(facts, style, program=True, unit="ceu")


def reference_laboratory(sheet: Sheet, facts: Facts) -> Stated:
    """Three paragraphs of approval: P.A.C.E., California, Florida; the learner's name on a line."""
    style = sheet.style
    sheet.text(64, sheet.height - 64, facts.provider.name.upper(), font=sheet.fonts.bold, size=15, colour=sheet.accent)
    sheet.rule(64, sheet.height - 74, sheet.width - 64, width=1.2, colour=sheet.accent)
    sheet.y = sheet.height - 84
    sheet.flow("Education", size=11, align="left", x=64, colour=GREY, after=14)
    sheet.flow(
        style.pick("Certificate of Completion", "Continuing Education Certificate"),
        size=26,
        font=sheet.fonts.display,
        align="left",
        x=64,
    )
    sheet.holder(facts.holder, size=21, align="left", x=64, capitals=False, after=4)
    sheet.rule(64, sheet.y, 420)
    sheet.space(8)
    sheet.flow(f"completed {facts.title}", size=14, align="left", x=64, width=640)
    sheet.flow(f"Completion date {style.day(facts.completed)}", size=12, align="left", x=64, after=14)
    hours = f"{style.number(facts.hours)} P.A.C.E.® contact hour{'' if facts.hours == 1 else 's'}"
    paragraphs = (
        f"P.A.C.E.: this activity, program number {facts.program_number}, is approved for a maximum of {hours}. "
        f"Level of instruction: {facts.level}.",
        f"State of California: {facts.provider.name} is approved as a continuing education accrediting agency for "
        "clinical laboratory sciences.",
        f"State of Florida: approved for {decimal_text(facts.hours)} hour(s), course {facts.florida_number}.",
    )
    for paragraph in paragraphs:
        sheet.flow(paragraph, size=10, align="left", x=64, width=640, after=6)
    sheet.signature(64, 80, 210, facts.signers[0])
    return states(facts, style, program=True, level=True)


def state_laboratory_workshop(sheet: Sheet, facts: Facts) -> Stated:
    """A workshop of a public health laboratory: state seal, hours and number in one line."""
    style = sheet.style
    sheet.border("waves")
    sheet.seal(sheet.width / 2, sheet.height - 96, 40, "STATE")
    sheet.y = sheet.height - 144
    sheet.flow(facts.provider.name, size=16, font=sheet.fonts.bold)
    sheet.flow("certifies the attendance of", size=12)
    sheet.holder(facts.holder, size=26)
    sheet.flow(style.pick("at the workshop", "at the training workshop entitled", "at the wet workshop"), size=12)
    sheet.flow(facts.title, size=19, font=sheet.fonts.display, colour=sheet.accent)
    sheet.flow(f"held in {facts.place}, {style.span(facts.started, facts.completed)}", size=12, after=14)
    dot = style.pick("|", "·", "/")
    sheet.flow(
        f"P.A.C.E. Contact Hours: {style.number(facts.hours)} {dot} P.A.C.E. #{facts.program_number} {dot} "
        f"Level: {facts.level.capitalize()}",
        size=11.5,
    )
    sheet.signature(90, 84, 200, facts.signers[0])
    sheet.signature(sheet.width - 290, 84, 200, facts.signers[1])
    return states(facts, style, program=True, level=True, spelled=True)


def university_claim(sheet: Sheet, facts: Facts) -> Stated:
    """The designated maximum is more than the credit that the participant claimed."""
    style = sheet.style
    maximum = decimal_text(facts.hours + 2)
    sheet.y = sheet.height - 66
    sheet.flow(facts.provider.name, size=20, font=sheet.fonts.display, colour=sheet.accent, after=2)
    sheet.flow("Office of Continuing Professional Development", size=12, after=30)
    sheet.flow("This is to certify that", size=12)
    sheet.holder(facts.holder, size=21, capitals=False)
    credit = style.pick("AMA PRA Category 1 Credits™", "CME credits", "hours of CME credit")
    sheet.flow(
        f"has participated in the live activity titled {facts.title} on {style.day(facts.completed)} and claims "
        f"{decimal_text(facts.hours)} {credit}.",
        size=13,
        width=440,
        after=24,
    )
    sheet.flow(
        f"{facts.provider.name} designates this live activity for a maximum of {maximum} AMA PRA Category 1 "
        "Credits™. Participants claim only the credit for the time they took part.",
        size=10,
        width=440,
        colour=GREY,
        after=14,
    )
    sheet.flow("Non-physicians may use this certificate as proof of attendance.", size=10, colour=GREY)
    sheet.signature(sheet.width / 2 - 110, 200, 220, facts.signers[0])
    sheet.text(sheet.width / 2, 90, f"{facts.place}", size=9, colour=GREY, align="centre")
    return states(facts, style, unit="cme")


def broker_receipt(sheet: Sheet, facts: Facts) -> Stated:
    """A receipt of reported credit, with the state's tracking number and the number of the paper."""
    style = sheet.style
    sheet.panel(40, sheet.height - 100, sheet.width - 80, 54, sheet.accent)
    sheet.text(56, sheet.height - 80, "COURSE COMPLETION RECEIPT", font=sheet.fonts.bold, size=17, colour=white)
    sheet.y = sheet.height - 120
    rows = (
        ("Licensee", facts.holder.family_first),
        ("Course name", facts.title),
        ("Provider name", facts.provider.name),
        ("P.A.C.E.® program", facts.program_number),
        ("State tracking number", facts.florida_number),
        ("Subject area", f"General ({florida_subject(facts.category)})"),
        ("Contact hours", decimal_text(facts.hours)),
        ("Date of completion", style.day(facts.completed)),
        ("Reported to the board", style.day(facts.printed)),
        ("Confirmation number", facts.certificate_number),
    )
    sheet.table(40, (170, sheet.width - 250), rows, size=11, head=False)
    sheet.space(10)
    sheet.flow(
        "Credit was reported electronically. Keep this receipt for four years.",
        size=10,
        align="left",
        x=44,
        colour=GREY,
    )
    return states(facts, style, program=True, certificate=True)


def blood_center_code(sheet: Sheet, facts: Facts) -> Stated:
    """Spaced capitals, a code to scan, hours in words and figures."""
    style = sheet.style
    words = {
        "0.5": "One half",
        "1": "One",
        "1.5": "One and one half",
        "2": "Two",
        "2.5": "Two and one half",
        "3": "Three",
        "6": "Six",
    }
    amount = decimal_text(facts.hours)
    spelled = f"{words[amount]} ({amount})" if amount in words else amount
    sheet.border(style.pick("corners", "thick"))
    sheet.y = sheet.height - 76
    sheet.flow("CERTIFICATE", font=sheet.fonts.display, size=32, spread=9, colour=sheet.accent, after=4)
    sheet.flow("OF EDUCATIONAL ACHIEVEMENT", size=13, spread=3, after=22)
    sheet.flow(f"{facts.provider.name} gratefully recognizes", size=12)
    sheet.holder(facts.holder, size=24)
    sheet.flow("for successful completion of", size=12)
    sheet.flow(facts.title, size=19, font=sheet.fonts.bold)
    sheet.flow(
        f"{spelled} P.A.C.E.® contact hour{'' if facts.hours == 1 else 's'} awarded on {style.day(facts.completed)}",
        size=13,
    )
    sheet.squares(70, 70, 76)
    sheet.text(160, 120, f"Certificate No. {facts.certificate_number}", size=9.5)
    sheet.text(160, 104, f"P.A.C.E.® Program No. {facts.program_number}", size=9.5)
    sheet.text(160, 88, f"Program approval ends {style.day(facts.approved_through)}", size=9.5)
    sheet.signature(sheet.width - 270, 96, 190, facts.signers[0])
    return states(facts, style, program=True, certificate=True)


AGENCIES: Final = (
    Layout(agency_course, ("agency",)),
    Layout(agency_ceu, ("agency", "university"), PORTRAIT),
    Layout(reference_laboratory, ("agency",)),
    Layout(state_laboratory_workshop, ("agency",), most_days=2),
    Layout(university_claim, ("university",), PORTRAIT),
    Layout(broker_receipt, ("online", "agency"), PORTRAIT),
    Layout(blood_center_code, ("agency",)),
)
