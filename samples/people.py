"""The invented staff of the sample laboratory, what they declared, and names to draw further people from.

Takes nothing; gives `ROSTER` (rows of `roster.csv`), `HOLDERS` (as certificates print them) and `CLAIMS`.
Refuses real people: the names were made up for these samples.
"""

from typing import Final

from samples.values import Holder

HOLDERS: Final = {
    "dana": Holder("Dana", "Whitfield", "R.", "MLS(ASCP)CM"),
    "marcus": Holder("Marcus", "Oyelowo", None, "MLT(ASCP)"),
    "ingrid": Holder("Ingrid", "Vasquez-Holm", None, "MLS(ASCP)CM"),
    "harold": Holder("Harold", "Pettibone", "J.", "MT(ASCP)"),
    "tamika": Holder("Tamika", "Brandvold", None, "PBT(ASCP)"),
    "sofia": Holder("Sofia", "Marchetti", "L.", "MLS(ASCP)"),
    "sofia_married": Holder("Sofia", "Okafor", "Marchetti", "MLS(ASCP)"),
    "liam": Holder("Liam", "O'Rourke", None, "MLT(ASCP)CM"),
    "nguyen": Holder("Thanh", "Nguyen", "Mai", None),
    "stranger": Holder("Beatrix", "Callowhill", "A.", "MLS(ASCP)CM"),
}

ROSTER_COLUMNS: Final = (
    "person_id",
    "name",
    "other_names",
    "email",
    "credential",
    "certified_on",
    "cycle_start",
    "cycle_end",
)
ROSTER: Final = (
    ("1001", "Dana R. Whitfield", "", "dana.whitfield@lab.example", "MLS", "2011-12-01", "2023-12-01", "2026-11-30"),
    ("1002", "Marcus Oyelowo", "", "marcus.oyelowo@lab.example", "MLT", "2017-01-01", "2024-01-01", "2026-12-31"),
    (
        "1003",
        "Ingrid Vasquez-Holm",
        "",
        "ingrid.vasquez-holm@lab.example",
        "MLS",
        "2015-03-01",
        "2024-03-01",
        "2027-02-28",
    ),
    (
        "1004",
        "Harold J. Pettibone",
        "",
        "harold.pettibone@lab.example",
        "MLS",
        "1989-08-14",
        "2024-08-01",
        "2027-07-31",
    ),
    ("1005", "Tamika Brandvold", "", "tamika.brandvold@lab.example", "PBT", "2021-06-01", "2024-06-01", "2027-05-31"),
    (
        "1006",
        "Sofia Marchetti Okafor",
        "Sofia L. Marchetti;Sofia Okafor",
        "sofia.okafor@lab.example",
        "MLS",
        "2018-10-01",
        "2024-10-01",
        "2027-09-30",
    ),
    ("1007", "Liam O'Rourke", "", "liam.orourke@lab.example", "MLT", "2019-04-01", "2025-04-01", "2028-03-31"),
    ("1007", "Liam O'Rourke", "", "liam.orourke@lab.example", "PBT", "2016-02-01", "2025-02-01", "2028-01-31"),
    (
        "1008",
        "Mai Thanh Nguyen",
        "Thanh Mai Nguyen",
        "mai.nguyen@lab.example",
        "MLS",
        "2026-02-01",
        "2026-02-01",
        "2029-01-31",
    ),
)

CLAIM_COLUMNS: Final = ("person_id", "title", "hours", "completed_on", "provider")

GIVEN_NAMES: Final = (
    "Alma", "Bryce", "Carmen", "Desmond", "Elspeth", "Farid", "Greta", "Hiro", "Ivy", "Jerome", "Katarzyna", "Lamar",
    "Mei", "Nadia", "Otis", "Paloma", "Quentin", "Rukmini", "Silas", "Tomiko", "Ursula", "Viktor", "Winona", "Yusuf",
    "Mary Ellen", "Jean-Luc", "Zora", "Anneliese",
)  # fmt: skip
FAMILY_NAMES: Final = (
    "Abernathy", "Bergstrom", "Castellano", "Dubois", "Eze", "Fitzwilliam", "Garza", "Hashimoto", "Iyer", "Jankowski",
    "Kowalczyk", "Lindgren", "McAllister", "Nakamura", "O'Donnell", "Pradhan", "Quispe", "Rosenthal", "St. Clair",
    "Tran", "Underhill", "Van der Berg", "Washington", "Xiong", "Yamauchi", "Zielinski", "De Leon", "Smith-Perez",
)  # fmt: skip
MIDDLE_NAMES: Final = (None, None, None, "A.", "J.", "M.", "T.", "Louise", "K.")
LETTERS: Final = (
    None, None, "MLS(ASCP)CM", "MLS(ASCP)", "MLT(ASCP)", "MT(ASCP)SBB", "MLT(AMT)", "BS, MLS(ASCP)CM",
    "MS, MLS(ASCP)CM", "MPH, MT(ASCP)",
)  # fmt: skip
