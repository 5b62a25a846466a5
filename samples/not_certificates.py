"""Pages that lie among certificates and are none: a flyer for a course, an invoice for one.

Takes a sheet, draws.
Refuses to state anything: no one finished a course here.
"""

from reportlab.lib.colors import white

from samples.courses import PROVIDERS, SIGNERS
from samples.sheet import PALE, PORTRAIT, Sheet


def flyer(sheet: Sheet) -> None:
    """A workshop that is announced, with hours and dates that nobody has earned yet."""
    provider = PROVIDERS["ohio"]
    sheet.panel(0, PORTRAIT[1] - 150, PORTRAIT[0], 150, sheet.accent)
    sheet.text(
        PORTRAIT[0] / 2,
        PORTRAIT[1] - 70,
        "Save the date!",
        font="Helvetica-Bold",
        size=34,
        colour=white,
        align="centre",
    )
    sheet.text(
        PORTRAIT[0] / 2, PORTRAIT[1] - 112, "Spring Workshop, April 17-18, 2027", size=18, colour=white, align="centre"
    )
    sheet.y = PORTRAIT[1] - 175
    sheet.flow(
        f"The {provider.name} invites you to two days of case studies in hematology and transfusion medicine.",
        size=14,
        after=18,
    )
    sheet.flow("Program", font=sheet.fonts.bold, size=15, align="left")
    sheet.table(72, (110, 250, 108), (
        ("Time", "Lecture", "Contact hours"),
        ("9:00 AM", "Smears that fooled us", "1.5"),
        ("11:00 AM", "Antibodies in three dimensions", "1.5"),
        ("2:00 PM", "Round table: hiring and keeping staff", "2.0"),
    ))  # fmt: skip
    sheet.space(10)
    sheet.flow(
        "Up to 10.0 P.A.C.E.® contact hours can be earned. Certificates of attendance will be sent by e-mail after "
        "the workshop.",
        size=12,
        align="left",
        width=460,
    )
    sheet.flow(
        "Registration: 140 USD before March 1, 2027; 165 USD after. Students: 40 USD.", size=12, align="left", width=460
    )
    sheet.flow(
        f"Questions? Write to {SIGNERS[1]}, Program Chair: workshop@bsls.example", size=12, align="left", width=460
    )
    sheet.panel(72, 80, 200, 36, PALE)
    sheet.text(172, 92, "Register at bsls.example", size=12, font=sheet.fonts.bold, align="centre")


def invoice(sheet: Sheet) -> None:
    """A bill for a course, with the name of a person of the roster."""
    sheet.logo(60, PORTRAIT[1] - 80, "Benchside", size=24)
    sheet.text(PORTRAIT[0] - 60, PORTRAIT[1] - 78, "INVOICE", font=sheet.fonts.bold, size=22, align="right")
    sheet.y = PORTRAIT[1] - 110
    sheet.beside(
        60,
        (
            ("Invoice number", "BL-2026-00417"),
            ("Invoice date", "January 12, 2026"),
            ("Due", "February 11, 2026"),
            ("Bill to", "Dana R. Whitfield, St. Brendan Regional Medical Center, Dayton, Ohio"),
        ),
        value_x=170,
        width=380,
    )
    sheet.space(16)
    sheet.table(60, (300, 60, 65, 65), (
        ("Description", "Seats", "Price", "Amount"),
        ("Course: Bloodborne Pathogens for Laboratory Staff (1 contact hour)", "1", "19.00", "19.00"),
        ("Course: Mixing Studies and Factor Assays (2 contact hours)", "1", "34.00", "34.00"),
        ("", "", "Total USD", "53.00"),
    ), size=10.5)  # fmt: skip
    sheet.space(14)
    sheet.flow(
        "Thank you for your order. Courses can be started from your account as soon as payment has arrived; your "
        "certificate can be printed when you have passed the test.",
        size=10.5,
        align="left",
        x=60,
        width=480,
    )
