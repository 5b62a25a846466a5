"""Invented persons: names of many languages as certificates print them.

Takes a source of chance, gives a `Person`. Refuses real people: first and last names are drawn apart from each other,
out of the lists of the Faker package and a few of our own for languages that Faker writes in their own script.
"""

import importlib
import random
from dataclasses import dataclass
from functools import cache
from typing import Final

# Weights of the lists by Faker's names of places.
LOCALES: Final = {
    "en_US": 30, "en_GB": 5, "en_IN": 14, "es_MX": 5, "es_ES": 4, "es_CO": 2, "pt_BR": 4, "pt_PT": 1, "fr_FR": 3,
    "fr_CA": 2,
    "de_DE": 3, "it_IT": 3, "nl_NL": 2, "en_PK": 3, "en_KE": 3, "yo_NG": 2, "ig_NG": 1, "ha_NG": 1, "tw_GH": 2,
    "zu_ZA": 2,
    "sw": 1, "id_ID": 5, "en_TH": 1, "tr_TR": 2, "ro_RO": 2, "hu_HU": 1, "fi_FI": 1, "sv_SE": 2, "no_NO": 1, "da_DK": 1,
    "cs_CZ": 1, "hr_HR": 1, "ga_IE": 1, "lt_LT": 1,
}  # fmt: skip
# Languages that Faker writes in their own script, spelled as their bearers do on such papers.
SPELLED: Final = {
    "chinese": (
        "Wei Xin Jing Yan Li Hui Min Ying Xiaoming Jiayi Haoran Zihan Yuchen Mei Lan Bo Chao Qiang Ting Ruoxi Yifan "
        "Zhen",
        "Wang Li Zhang Liu Chen Yang Huang Zhao Wu Zhou Xu Sun Ma Zhu Hu Guo Lin He Gao Luo Zheng Liang Tang Deng "
        "Xie Cai Qiu",
    ),
    "arabic": (
        "Ahmed Mohamed Fatima Omar Layla Yasmin Khalid Hassan Aisha Mariam Abdullah Ibrahim Noor Salma Tariq Zainab "
        "Mahmoud Hala "
        "Abdelrahman Reem Youssef Amira Faisal Huda Karim",
        "Al-Farsi Hassan El-Sayed Mansour Haddad Al-Harbi Khoury Nasser Saleh Farouk Al-Qahtani Aziz Darwish Ibrahim "
        "Rahman "
        "Abdelaziz Bakr Al-Masri Hamdan Jaber Shahin Younis",
    ),
    "vietnamese": (
        "Minh Anh Thu Linh Huong Tuan Phuong Ngoc Thanh Lan Hoa Duc Trang Long Hai Quang Bao My",
        "Nguyen Tran Le Pham Hoang Phan Vu Vo Dang Bui Do Ho Ngo Duong Ly",
    ),
    "korean": (
        "Min-jun Seo-yeon Ji-hoon Hye-jin Sung-min Eun-ji Dong-hyun Yuna Jiwoo Hyun-woo Soojin Jae",
        "Kim Lee Park Choi Jung Kang Cho Yoon Jang Lim Han Shin Seo Kwon",
    ),
    "japanese": (
        "Haruto Yui Sakura Kenji Akiko Takeshi Hiroshi Naoko Yuki Emi Daichi Rina Kaori Satoshi",
        "Sato Suzuki Takahashi Tanaka Watanabe Ito Yamamoto Nakamura Kobayashi Kato Yoshida Yamada Sasaki Mori",
    ),
    "filipino": (
        "Maria Jose Angelica Mark Jennifer Rowena Jericho Princess Rodel Analyn Marites John Paul Kristine Arvin",
        "Santos Reyes Cruz Bautista Ocampo Garcia Mendoza Torres Villanueva Dela Cruz Ramos Aquino Castillo Macaraeg",
    ),
    "slavic": (
        "Ivan Olga Dmitri Natalia Sergei Ekaterina Andrzej Agnieszka Piotr Katarzyna Oleksandr Iryna Svetlana Marek "
        "Bogdan",
        "Ivanov Petrova Kowalski Nowak Shevchenko Kuznetsov Wojcik Kovalenko Zielinski Popov Volkova Lewandowska "
        "Bondarenko",
    ),
}  # fmt: skip
SPELLED_SHARE: Final = 0.2
PARTICLES: Final = ("de", "de la", "van", "van der", "von", "da", "dos", "del", "bin", "Al", "di", "Mac", "O'", "St.")
LETTERS: Final = (
    "MLS(ASCP)CM", "MLS(ASCP)", "MLT(ASCP)", "MLT(ASCP)CM", "MT(ASCP)", "MT(ASCP)SBB", "MLS", "MT", "MLT(AMT)",
    "PBT(ASCP)",
    "HT(ASCP)", "CT(ASCP)", "SC(ASCP)", "SM(ASCP)CM", "BS, MLS(ASCP)CM", "MS, MLS(ASCP)CM", "MPH, MT(ASCP)", "RN",
    "PhD", "MD",
    "BSN, RN", "M.D.", "Ph.D.", "MBA, MT(ASCP)", "CPT", "RMA", "CLS", "PMP", "BS", "MS", "CPhT", "DO", "RN, BSN, CIC",
)  # fmt: skip
HONORIFICS: Final = (
    "Mr.",
    "Ms.",
    "Mrs.",
    "Dr.",
    "Mr",
    "Ms",
    "Dr",
    "Prof.",
    "Mr./Ms.",
    "Ms./Mr.",
    "Miss",
    "Mr. / Mrs.",
    "Shri",
)


@dataclass(frozen=True, slots=True)
class Person:
    """A name in natural order, its parts, and the letters after it."""

    given: str
    family: str | None
    middle: str | None = None
    letters: str | None = None

    @property
    def natural(self) -> str:
        return " ".join(part for part in (self.given, self.middle, self.family) if part)

    @property
    def family_first(self) -> str:
        """`Last, First M.`; the natural order for a name of one word."""
        if self.family is None:
            return self.given
        return f"{self.family}, {' '.join(part for part in (self.given, self.middle) if part)}"


def draw_person(rng: random.Random, letters: float = 0.2) -> Person:
    """A person; `letters` is the share of those with letters after the name."""
    if rng.random() < SPELLED_SHARE:
        first, last = (names.split(" ") for names in SPELLED[rng.choice(sorted(SPELLED))])
    else:
        first, last = map(list, names(rng.choices(tuple(LOCALES), tuple(LOCALES.values()))[0]))
    kind = rng.random()
    given, family = rng.choice(first), rng.choice(last)
    if kind < 0.06:
        given = f"{given}{rng.choice(('-', ' '))}{rng.choice(first)}"
    elif kind < 0.12:
        family = f"{family}{rng.choice(('-', ' '))}{rng.choice(last)}"
    elif kind < 0.15:
        family = f"{rng.choice(PARTICLES)} {family}".replace("' ", "'")
    elif kind < 0.17:
        given = f"{given[0]}."
    middle = None
    drawn = rng.random()
    if drawn < 0.14:
        middle = f"{rng.choice('ABCDEFGHJKLMNPRSTVW')}."
    elif drawn < 0.17:
        middle = rng.choice("ABCDEFGHJKLMNPRSTVW")
    elif drawn < 0.26:
        middle = rng.choice(first)
    if rng.random() < 0.015:
        return Person(given, None)
    return Person(given, family, middle, rng.choice(LETTERS) if rng.random() < letters else None)


@cache
def names(locale: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """First and last names of Faker's list, those written in Latin letters."""
    provider = importlib.import_module(f"faker.providers.person.{locale}").Provider
    first, last = (
        tuple(sorted(name for name in dict.fromkeys(listed) if all(letter < "ʰ" for letter in name) and len(name) > 1))
        for listed in (provider.first_names, provider.last_names)
    )
    return first, last
