"""How periods are written: words of counting and months, and the patterns of periods.py.

Everything is matched on the plain text: small letters without marks.
"""

import re

ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4}
COUNTS = {
    **{"mot": 1, "hai": 2, "ba": 3, "bon": 4, "nam": 5, "sau": 6, "bay": 7, "tam": 8, "chin": 9},
    **{"muoi": 10},
    **{"tu": 4, "muoi mot": 11, "muoi hai": 12, "mot hai": 12, "gieng": 1, "chap": 12},
}
ENGLISH = {
    **{"january": 1, "february": 2, "march": 3, "april": 4, "may": 5, "june": 6, "july": 7},
    **{"august": 8, "september": 9, "october": 10, "november": 11, "december": 12},
    **{"jan": 1, "feb": 2, "mar": 3, "apr": 4, "jun": 6, "jul": 7, "aug": 8, "sep": 9, "sept": 9},
    **{"oct": 10, "nov": 11, "dec": 12},
}
ENGLISH_COUNTS = {
    **{"two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9},
    **{"ten": 10, "eleven": 11, "twelve": 12},
}
ORDINALS = {"1st": 1, "2nd": 2, "3rd": 3, "4th": 4, "first": 1, "second": 2, "third": 3}
ORDINALS |= {"fourth": 4}

_Y = r"(?P<y>20\d\d|2100)(?!\d)"
_SEP = r"\s*[/.-]\s*"
_WORDS = "|".join(sorted((re.escape(word) for word in COUNTS), key=len, reverse=True))
_EN = "|".join(sorted(ENGLISH, key=len, reverse=True))
# Before a year: "quý III năm 2025", "quý III/2025", "quý III - 2025", "quý III (2025)".
_OF = r"(?:\s*(?:cua\s+)?nam\s*|\s*[/.,-]\s*(?:nam\s*)?|\s*\(\s*(?:nam\s*)?|\s+)"
_NOT_AFTER = r"(?<![\w/])(?<!\d[.-])"

# What looks like a date and is none: the number of a document, a time, a share of a total.
REFERENCES = re.compile(r"\d+/(?:\d{4}/)?[a-z]{2,}[0-9]*(?:-[a-z0-9]+)*")
DATES = [
    re.compile(
        _NOT_AFTER + r"(?:ngay\s+)?(?P<d>\d{1,2})\s*thang\s*(?P<m>\d{1,2})\s*(?:,\s*)?nam\s*" + _Y
    ),
    re.compile(_NOT_AFTER + _Y + r"-(?P<m>\d{1,2})-(?P<d>\d{1,2})(?!\d|-\d)(?:[t ]\d\d:\d\d\S*)?"),
    re.compile(_NOT_AFTER + _Y + r"/(?P<m>\d{1,2})/(?P<d>\d{1,2})(?![\d/])"),
    re.compile(
        _NOT_AFTER + rf"(?P<d>\d{{1,2}})(?:{_SEP}|\s+)(?P<m>\d{{1,2}})(?:{_SEP}|\s+){_Y}(?![/-]\d)"
    ),
    re.compile(
        _NOT_AFTER + rf"(?P<d>\d{{1,2}})(?:st|nd|rd|th)?\s*(?:of\s+)?[ -]?(?P<e>{_EN})[ ,.-]+{_Y}"
    ),
    re.compile(rf"\b(?P<e>{_EN})\.?\s+(?P<d>\d{{1,2}})(?:st|nd|rd|th)?,?\s+{_Y}"),
    re.compile(r"(?<!\d)(?P<y>20\d\d)(?P<m>[01]\d)(?P<d>[0-3]\d)(?!\d)"),
]
SHORT_DATE = re.compile(
    _NOT_AFTER
    + r"(?:ngay\s+)?(?P<d>\d{1,2})(?:\s*[/.-]\s*|\s*thang\s*)(?P<m>\d{1,2})(?![\d]|[/.-]\d)"
)
_TO_DAY = r"\s*(?:[/.-]|,?\s*thang)\s*\d{1,2}"
_TO_YEAR = r"\s*(?:[/.-]|,?\s*nam)\s*20\d\d"
RANGE = re.compile(
    rf"(?:tu\s*)?(?:ngay\s*)?(?P<a>\d{{1,2}}{_TO_DAY}(?:{_TO_YEAR})?)"
    rf"\s*(?:den|toi|-|–|—|~|to)\s*(?:het\s*)?(?:ngay\s*)?(?P<b>\d{{1,2}}{_TO_DAY}{_TO_YEAR})(?!\d)"
)
# A day as a cell of days is read.
ISO_DAY = re.compile(r"\b(20\d\d)-(\d\d)-(\d\d)\b")
COUNTED = re.compile(
    rf"\b(?P<n>\d{{1,2}}|{_WORDS})\s*thang(?:\s*dau\s*nam)?{_OF}?(?P<y>20\d\d|2100)?(?!\d)"
)
COUNTED_SHORT = re.compile(r"(?<![\w.])(?P<n>\d{1,2})\s*t\s*[/.-]?\s*(?P<y>20\d\d|2100)?(?!\w)")
HALF = re.compile(r"\bnua\s+dau\s+nam(?:\s*(?P<y>20\d\d|2100))?(?!\d)")
MONTH_RANGE = re.compile(
    r"\b(?:tu\s*)?(?:thang|t)\s*(?P<a>\d{1,2})\s*(?:den|toi|-|–|~)\s*(?:het\s*)?"
    rf"(?:thang|t)?\s*(?P<b>\d{{1,2}}){_OF}{_Y}"
)
EN_MONTH_RANGE = re.compile(
    rf"\b(?P<a>{_EN})\.?\s*(?:to|through|until|-|–|—)\s*(?P<b>{_EN})\.?,?\s+(?:of\s+)?{_Y}"
)
EN_COUNTED = re.compile(
    rf"\b(?:first\s+)?(?P<n>\d{{1,2}}|{'|'.join(ENGLISH_COUNTS)})[ -]months?"
    rf"(?:\s*(?:of|in|,|/|-))?(?:\s*{_Y})?(?!\d)"
)
# Stretches of time that are no period of an index: a few years, half a year, a week.
OTHER = [
    re.compile(r"(?<!\d)20\d\d\s*[-–]\s*20\d\d(?!\d)"),
    re.compile(r"\b(?:nua|\w+\s+thang)\s+cuoi\s+nam(?:\s*20\d\d)?"),
    re.compile(r"\b(?:tuan|week)\s*(?:thu\s*)?\d{1,2}(?:\s*[/-]\s*20\d\d)?"),
]
QUARTERS = [
    re.compile(
        rf"\b(?:quy|quarter|q)\s*(?P<q>[1-4]|iv|i{{1,3}}|mot|hai|ba|bon|tu)\b(?:{_OF}{_Y})?"
    ),
    re.compile(_NOT_AFTER + _Y + r"\s*[-/ ]?\s*q(?P<q>[1-4])\b"),
    re.compile(
        r"\b(?P<q>1st|2nd|3rd|4th|first|second|third|fourth)\s+quarter"
        rf"(?:\s*(?:of|,)?\s*{_Y})?"
    ),
    re.compile(_NOT_AFTER + rf"(?P<q>iv|i{{1,3}})\s*[/-]\s*{_Y}"),
]
MONTHS = [
    re.compile(rf"\b(?:thang|thg)\.?\s*(?P<m>\d{{1,2}}|{_WORDS})\b(?:{_OF}{_Y})?"),
    re.compile(rf"\bt\.?\s*(?P<m>\d{{1,2}})(?!\d)(?:\s*[/._-]\s*|\s+){_Y}"),
    re.compile(_NOT_AFTER + rf"(?P<m>\d{{1,2}})\s*[/.-]\s*{_Y}(?![/.,-]\d)"),
    re.compile(_NOT_AFTER + _Y + r"[-/](?P<m>\d{1,2})(?![\d/]|-\d)"),
    re.compile(rf"\b(?P<e>{_EN})\b\.?(?:,?\s*(?:of\s+)?[ -]?{_Y})"),
]
SHORT_DAY = re.compile(
    r"\b(?:den|toi|ngay)\s*(?:het\s*)?(?:ngay\s*)?"
    r"(?P<d>\d{1,2})\s*[/-]\s*(?P<m>\d{1,2})(?![\d/-])"
)
SHORT_YEAR = re.compile(
    _NOT_AFTER + r"(?P<d>\d{1,2})(?P<s>[/.-])(?P<m>\d{1,2})(?P=s)(?P<y>\d\d)(?![\d/.-]\d|\d)"
)
YEAR_MONTH = re.compile(r"(?<!\d)(?P<y>20\d\d)(?P<m>0[1-9]|1[0-2])(?!\d)")
SHORT_MONTH = re.compile(r"\bt\.?\s*(?P<m>\d{1,2})(?!\d)|\b(?:m|thg)\.?\s*(?P<m2>\d{1,2})(?!\d)")
# Without its marks "máy" would be May: a short name is a month where nothing else stands.
_EN_LONG = "|".join(name for name in ENGLISH if len(name) > 4)
EN_NAME = re.compile(rf"\A\s*(?P<e>{_EN})\s*\Z|(?<!\w)(?P<e2>{_EN_LONG})(?!\w)")
YEAR = re.compile(r"(?<![\w/.,])(?P<named>(?:nam|year|fy)\s*)?" + _Y + r"(?![\w%]|[.,/]\d)")

TO_DATE = re.compile(
    r"(luy\s*ke|cap\s*nhat\s*(?:den|toi)|tu\s*dau\s*nam|tinh\s*(?:den|toi)"
    r"|den\s*(?:het|thoi\s*diem)|year[ -]to[ -]date|\bytd\b|\bas\s+(?:of|at)\b"
    r"|\bup\s*to\b|cumulative)"
)
EXTRACTED = re.compile(
    r"(?:cap nhat|trich xuat|ket xuat|thoi diem|tra cuu|xuat bao cao|in luc|ngay xuat)"
    r"[^\n.;]{0,40}$"
)
UNTIL = re.compile(r"(?:\bden\s*(?:het\s*)?(?:ngay\s*)?|\buntil\s*|\bthrough\s*|\bto\s*)$")
# "Hà Nội, ngày …": a few words and a comma.
SIGNED = re.compile(r"(?:^|[\n(;.\d]\s*)[^\W\d][^\n,;(.\d]{1,25},\s*(?:ngay\s*)?$")
DECISION = re.compile(
    r"(?:\d\s*/\s*(?:\d{4}\s*/\s*)?[a-z]{2,}[\w-]*|\b(?:quyet dinh|nghi quyet|nghi dinh|thong tu"
    r"|cong van|ke hoach|van ban|bao cao|chi thi)\b[^.;:\n]{0,30}?)[\s,(]*(?:ngay\s*)?$"
)
PUBLISHED = re.compile(
    r"(?:cong bo|ban hanh|phat hanh|dang tai|dang ngay|ky ngay|ngay ky|published|released|issued"
    r"|announced)[\s:,]*(?:(?:vao|on|ngay|luc)[\s:]*)*$"
)

# What makes a month, a quarter or a year behind it the whole of which only a part is meant: "tuần 2
# tháng 9", "10 ngày đầu tháng 9", "đợt 2 năm 2025"; a month or quarter that there is not, or that a
# form leaves blank: "tháng 13 năm 2025", "quý … năm 2025".
PART = 0.4
_ORDINAL = r"(?:thu\s*)?(?:\d{1,3}|[ivx]{1,4}|nhat|mot|hai|ba|bon|tu|nam|dau|cuoi|[.…_]+)"
_JOINED = r"[\s,(/-]*(?:cua\s*|trong\s*)?$"
PART_OF = re.compile(
    r"(?:\b(?:nua|giua|dau|(?<!den )(?<!toi )cuoi|thuong tuan|trung tuan|ha tuan)"
    rf"|\b(?:tuan|dot|ky)\s*{_ORDINAL}"
    rf"|\b(?:half|mid|early|late|beginning|middle|week\s*\d{{1,2}})(?:\s*of)?){_JOINED}"
)
PART_OF_YEAR = re.compile(
    rf"(?:\b(?:tuan|dot|ky|thang|thg|quy|week)\s*{_ORDINAL}|\bquy\s*dau|\b(?:\d|hai|ba)\s*quy"
    rf"|\b(?:nua|giua)|\bhalf(?:\s*of)?){_JOINED}"
)
# "đến tháng 9/2025": where it starts is not said.
UP_TO = re.compile(r"\b(?:den|toi|until|through)[\s(]*$")
# "Tháng 8, 9 năm 2025", "Quý I, II/2025": several, and figures of one table.
SEVERAL = re.compile(
    r"\b(?P<of>thang|quy)\s*(?P<a>\d{1,2}|[ivx]{1,4})"
    r"(?P<more>(?:\s*(?:,|;|&|\+|va)\s*(?:thang|quy)?\s*(?:\d{1,2}|[ivx]{1,4}))+)" + _OF + _Y
)
# "Năm 2024 và 9 tháng năm 2025": two periods of one table.
TWO = re.compile(
    r"\b(?:nam|quy|thang)\s*(?:20\d\d|\d{1,2}|[ivx]{1,4})(?:(?:\s*/\s*|\s*nam\s*)20\d\d)?"
    r"\s*(?:va|&|\+)\s*(?:luy ke\s*)?(?:(?:\d{1,2}|hai|ba|sau|chin)\s*)?(?:thang|quy|nam)\b"
)
# "2023, 2024 và 2025".
YEARS_TOGETHER = re.compile(r"20\d\d(?:\s*(?:,|;|&|\+|va)\s*(?:nam\s*)?20\d\d)+")
