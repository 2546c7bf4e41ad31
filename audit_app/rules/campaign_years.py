"""The year of a campaign, the year in its name and that of its last day: one year, wherever it is read."""

import re
import unicodedata
from collections.abc import Iterable

from audit_app.rules.refusals import Refused

FIRST, LAST = 2004, 2100
"""The years that a campaign may have: certificates of the standard are not older."""
DUE_WITHIN = 2
"""Years after its own in which a campaign may still be due; what lies further ahead is a slip of the pen."""
NEAR = 10
"""「24 年」 is a year where it lies so near to the campaign's; otherwise it is how long something lasts."""
HAN = str.maketrans("〇○零一二三四五六七八九两兩壹贰叁肆伍陆柒捌玖貳參陸仟拾", "00012345678922123456789236千十")
COUNTED = "余多家个件份人名次批项元号万页条版强种户组场所天日"
NO_YEAR = re.compile(
    r"(?:[A-Z]{2,}(?:/[A-Z])?\s*[\d.]+|\d{5})\s*[-–—:]\s*\d{4}"  # GB/T 29490—2013, ISO 56005:2020
    r"|[〔\[(【]\d{4}[〕\])】]\s*第?\s*\d+\s*号"  # 〔2022〕12 号
)
THOUSANDS = re.compile(r"2千0?(?:(\d?)十)?(\d{0,2})")
TENS = re.compile(r"(\d)十(\d?)(?=年度)")
FOUR = re.compile(rf"(?<!\d)(\d(?: ?\d){{3}})(?:(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01]))?(?!\d)(?! ?[{COUNTED}])")
TWO = re.compile(r"(?<![\d施立展行满近逾过第达])(\d\d) ?年(?![来间期内以])|['’‘](\d\d)(?!\d)")


ROMAN_YEAR = re.compile(r"(?<![A-Z])MM(X[CL]|L?X{0,3})(I[XV]|V?I{0,3})(?![A-Z])", re.ASCII)
ROMAN = {
    ten + one: tens * 10 + ones
    for tens, ten in enumerate(("", "X", "XX", "XXX", "XL", "L", "LX", "LXX", "LXXX", "XC"))
    for ones, one in enumerate(("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX"))
}
ZERO_ZERO = re.compile(r"(?<!\d)00(\d\d) ?年")


def years_named(title: str, near: int) -> set[int]:
    """The years that a campaign's name speaks of, in whatever digits: 2023, 二〇二三, 二千零二十三, and near to `near` 23 年.

    Editions of standards, numbers of papers and what is counted (2050 家) are no years.
    """
    text = re.sub(r"\s+", " ", unicodedata.normalize("NFKC", title))
    latin = NO_YEAR.sub("·", "".join(str(unicodedata.decimal(sign, sign)) for sign in text))
    han = TENS.sub(r"\1\2", THOUSANDS.sub(_thousands, latin.translate(HAN)))
    found: set[int] = set()
    for plain in (latin, han):  # in 第一2023年, 2023一季度 the Chinese digit is a word beside the year
        found |= {int(year.replace(" ", "")) for year in FOUR.findall(plain)}
        short = {2000 + int(one or other) for one, other in TWO.findall(plain)}
        found |= {year for year in short if abs(year - near) <= NEAR}
    return {year for year in found if FIRST <= year <= LAST}


def _thousands(found: re.Match[str]) -> str:
    tens, units = found.groups()
    return str(2000 + (0 if tens is None else int(tens or 1) * 10) + int(units or 0))


def years_set_apart(title: str) -> set[int]:
    """The years of a name in Roman numerals (MMXXIV) or counted from two thousand (〇〇二四年)."""
    text = unicodedata.normalize("NFKC", title)
    found = {2000 + sum(ROMAN[part] for part in parts) for parts in ROMAN_YEAR.findall(text.upper())}
    found |= {2000 + int(short) for short in ZERO_ZERO.findall(text.translate(HAN))}
    return {year for year in found if FIRST <= year <= LAST}


def check_year_named(title: str, year: int, field: str = "year", apart: bool = True) -> None:
    """Refused("year_not_named") where the name speaks of other years only; a name without a year agrees with every one. Without
    `apart` those of `years_set_apart` are no years, as on the day of earlier versions.
    """
    named = years_named(title, year) | (years_set_apart(title) if apart else set())
    if named and year not in named:
        raise Refused("year_not_named", field, value=year, named=_listed(named))


def check_year_due(year: int, due_on: str, field: str = "due_on") -> None:
    """Refused("due_other_year") where the last day lies before the campaign's year or too long after it."""
    if not year <= int(due_on[:4]) <= year + DUE_WITHIN:
        raise Refused("due_other_year", field, value=due_on, year=year, last=year + DUE_WITHIN)


def _listed(years: Iterable[int]) -> str:
    return "、".join(str(year) for year in sorted(years))
