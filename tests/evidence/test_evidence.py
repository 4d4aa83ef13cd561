"""Where figures come from: keys, what is known of each kind of figure, and files that changed."""

import io
import itertools
import json
import re
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as some

from rankings import cli, evidence, loads
from rankings.blocks import evidence as panel
from rankings.blocks.overview import watch
from rankings.blocks.view import View
from rankings.evidence.looker import resolve
from rankings.facts import why
from rankings.facts.why import events
from rankings.ingest import originals
from rankings.loads import bootstrap
from rankings.loads.access import operator
from rankings.sentences import evidence as said
from rankings.store import figure_keys
from rankings.store.problems import Problem
from rankings.store.versions import Store
from rankings.words import exports
from rankings.words.text import words
from tests import small_store
from tests.history_loads import CONTENT, EARLIER, RIGHT
from tests.small_store import figure
from tests.store_clones import clone

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "cli.md").read_text(encoding="utf-8")
PSI = RIGHT
PII = "pii-2025-year-vn34"
DTI = "dti-2024-year-vn34"


@pytest.fixture(scope="module")
def real(var: Path) -> Store:
    """The store built from data/, to be read."""
    return Store(var)


def of(store: Store, key: figure_keys.Key | str) -> evidence.Evidence:
    return evidence.evidence(store.snapshot(), str(key))


def score(unit: str, edition: str = PSI, indicator: str = "total") -> str:
    return figure_keys.figure(edition, unit, indicator, "score")


def rank(unit: str, edition: str = PSI, indicator: str = "total") -> str:
    return figure_keys.figure(edition, unit, indicator, "rank")


# Keys

CODES = some.text(some.characters(codec="utf-8", exclude_characters="\x00"), min_size=1, max_size=9)


def test_a_key_reads_as_it_is_written():
    assert score("66") == "psi-2026-10-10-year_to_date-vn34:66:total:score"
    parts = figure_keys.read(score("66"))
    assert (parts.kind, parts.edition_id, parts.unit_code) == ("figure", PSI, "66")
    assert (parts.indicator_code, parts.measure) == ("total", "score")
    line = str(figure_keys.CutLine(PSI, "66", 10))
    assert line == "cut_line:psi-2026-10-10-year_to_date-vn34:66:10"
    assert figure_keys.read(line).limit == 10
    both = str(figure_keys.Change((score("66", EARLIER), score("66"))))
    assert figure_keys.read(both).figures == (score("66", EARLIER), score("66"))


# Of every kind, as they stand in links and in files that were handed out: they never change.
KEPT = {
    "figure": "psi-2026-10-10-year_to_date-vn34:66:total:score",
    "cut_line": "cut_line:pii-2025-year-vn34:66:15",
    "gap": "gap:dti-2024-year-vn34:66:15",
    "target_mean": "target_mean:dti-2024-year-vn34:66:15:economy_activity",
    "to_target_mean": "to_target_mean:dti-2024-year-vn34:66:15:gov_activity",
    "to_best": "to_best:dti-2024-year-vn34:66:economy_activity",
    "to_max": "to_max:psi-2026-10-10-year_to_date-vn34:66:digitisation",
    "count_part": "count_part:psi-2026-10-05-year_to_date-vn34:"
    "psi-2026-10-10-year_to_date-vn34:66:2.1:rate",
    "ledger": "ledger:psi-2026-10-10T04-year_to_date-h21:H21.24:2.1:best:shortfall",
    "unit_place": "unit_place:psi-2026-10-10T04-year_to_date-h21:H21.24:total",
    "share": "share:psi-2026-10-10-year_to_date-vn34:66:4.1",
    "count_per_point": "count_per_point:psi-2026-10-10-year_to_date-vn34:66:4.1",
    "joint_count": "joint_count:psi-2026-10-10-year_to_date-vn34:66:2.1",
    "ranked_units": "ranked_units:dti-2024-year-vn34:66:gov_activity",
    "best": "best:dti-2024-year-vn34:economy_activity",
    "median": "median:dti-2024-year-vn34:economy_activity",
    "count": "count:dti-2020-year-vn63:total:ranks",
    "maximum": "maximum:dti:dti-1726:2020.1:max_points",
    "method": "method:dti:dti-1726:cadence_days",
    "estimated": (
        "estimated:psi-2026-10-10-year_to_date-vn34:66"
        ":psi-2026-10-14T04-year_to_date-daklak102:score"
    ),
    "target": "target:pii:vn34:66",
    "source": "source:doc-10-nq-cp:figures",
    "load": "load:0:warnings",
    "merged": "merged:dti-2020-year-vn63:01:total:mean_rank",
    "reweighted": "reweighted:psi-2025-10-11-year_to_date-vn34:01:p05",
    "reduced": "reduced:psi-2025-10-11-year_to_date-vn34:66:online_payment",
    "stability": (
        "stability:psi-2025-10-15-year_to_date-vn34:psi-2025-10-11-year_to_date-vn34:same_order"
    ),
    "scenario": (
        "scenario:psi-2026-10-10-year_to_date-vn34:66:10:digitisation%3A1.5%2Csatisfaction%3A-0.18"
        ":trend%3A2026-10-15:digitisation:score"
    ),
    "room": "room:psi-2026-10-10-year_to_date-vn34:66:digitisation:2026-10-20:flagged",
    "by_day": "by_day:psi-2026-10-10-year_to_date-vn34:66:5.2:2026-12-31:5.2%3A150:114:gain",
    "along": "along:psi-2026-10-10-year_to_date-vn34:66:5.4:2026-12-31:-:122795:2.1",
    "part": "part:dti-2022-year-vn63:dti-2023-year-vn63:66:0:economy_activity:66:rank",
    "change": "change:dti-2022-year-vn63:66:total:rank~dti-2023-year-vn63:66:total:rank",
    "difference": (
        "difference:psi-2026-10-10-year_to_date-vn34:20:total:score"
        "~cut_line:psi-2026-10-10-year_to_date-vn34:66:10"
    ),
    "mean": "mean:pii-2025-year-vn34:01:total:score~pii-2025-year-vn34:31:total:score",
    "sum": "sum:pii-2025-year-vn34:01:1.1:score",
}


@pytest.mark.parametrize("kind", figure_keys.KINDS)
def test_a_key_of_every_kind_is_written_as_it_was_read(kind):
    key = figure_keys.read(KEPT[kind])
    assert type(key) is figure_keys.KINDS[kind]
    assert str(key) == KEPT[kind]


@pytest.mark.parametrize("kind", figure_keys.KINDS)
def test_a_key_of_every_kind_has_a_resolver(kind):
    assert resolve.dispatch(figure_keys.KINDS[kind]) is not resolve.dispatch(object)


@given(CODES, CODES)
def test_any_code_comes_back_and_needs_no_quoting_in_an_address(indicator, unit):
    key = str(figure_keys.ToBest("e-1", unit, indicator))
    parts = figure_keys.read(key)
    assert (parts.unit_code, parts.indicator_code) == (unit, indicator)
    figures = str(figure_keys.Sum((key, figure_keys.figure("e-1", "01", indicator, "score"))))
    assert figure_keys.read(figures).figures[0] == key
    assert set(key) <= set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.:%")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "a",
        "a:b:c",
        "a:b:c:d",
        "a:b:c:score:e",
        "a::c:score",
        "cut_line:e:66:ten",
        "cut_line:e:66",
        "change:a:b:c:score",
        "change:change:a:b:c:score~a:b:c:score~a:b:c:score",
        "figure:a:b:c:score",
        "gap:../../etc:66:10:1",
        "merged:e:66:total:median",
        "part:e:f:66:10:rival:20:score",
        "part:e:f:66:ten:rival:20:rank",
        "part:e:f:66:1_0:rival:20:rank",
        "cut_line:e:66:%D9%A1",
        pytest.param("cut_line:e:66:" + "9" * 5000, id="a limit of 5000 digits"),
    ],
)
def test_a_text_that_is_no_key_is_said_to_be_none(text):
    with pytest.raises(Problem) as problem:
        figure_keys.read(text)
    assert problem.value.key == "error.evidence_key"


@pytest.mark.parametrize(
    "key",
    [
        "nowhere:66:total:score",
        f"{PSI}:99:total:score",
        f"{PSI}:66:no_such:score",
        f"cut_line:{PSI}:66:0",
        f"cut_line:{PSI}:66:35",
        f"median:{PSI}:no_such",
        f"count:{PSI}:total:decimals",
        "maximum:psi:psi-2026:digitisation:sort_order",
        "method:psi:psi-2026:note_vi",
        "target:psi:vn63:66",
        "source:none:figures",
        "load:99:figures",
        "load:%D9%A0:figures",
        pytest.param("load:" + "9" * 5000 + ":figures", id="a load of 5000 digits"),
        "load:0:sha256",
        f"merged:{PSI}:66:total:mean_score",
        "merged:dti-2024-year-vn63:99:total:mean_score",
        f"part:{EARLIER}:{PSI}:66:10:no_such:66:rank",
        f"part:{EARLIER}:{PSI}:66:10:rival:66:rank",
        f"part:{EARLIER}:{PSI}:66:35:cut_line:66:gap",
        f"part:{EARLIER}:{PSI}:66:0:cut_line:66:gap",
        f"part:psi-2025-10-16-year_to_date-vn34:{PSI}:66:10:cut_line:66:rank",
    ],
)
def test_a_key_of_nothing_is_a_problem(real, key):
    with pytest.raises(Problem) as problem:
        of(real, key)
    assert problem.value.key == "error.evidence_key"


def test_what_is_made_of_keys_is_made_of_plain_ones():
    nested = str(figure_keys.Sum((score("66"), score("19"))))
    with pytest.raises(ValueError, match="no such key"):
        figure_keys.Mean((nested,))


# Figures of a table


def test_a_published_figure_says_all_that_is_known_of_it(real):
    found = of(real, score("66", indicator="digitisation"))
    assert (found.value, found.printed, found.decimals) == (Decimal("9.08"), "9.08", 2)
    assert (found.unit_vi, found.unit_en) == ("Đắk Lắk", "Dak Lak")
    assert found.indicator["name_vi"] == "Số hóa hồ sơ"
    assert (found.indicator["max_score"], found.method_code) == (Decimal(22), "psi-2026")
    assert found.edition.edition_id == PSI
    assert (found.status, found.confidence, found.kind) == ("published", "high", "figure")
    source = found.sources[0]
    assert source.origin == "Cổng Dịch vụ công quốc gia"
    assert source.url.endswith("2026-10-10.json")
    assert [trail.load.load_id for trail in found.loads] == [0]
    assert found.place.startswith("observations.csv:")
    assert (found.conflicts, found.earlier, found.broken) == ((), (), ())


def test_a_disputed_figure_shows_what_the_other_source_says(real):
    found = of(real, rank("40", "pii-2024-year-vn63"))
    assert (found.value, found.confidence) == (37, "disputed")
    assert [(other.value, other.source.url is not None) for other in found.conflicts] == [
        (33, True)
    ]


def test_a_rank_that_nobody_published_is_counted_from_the_scores(real):
    found = of(real, rank("66", DTI))
    assert (found.kind, found.value, found.status) == ("computed_rank", 29, "derived")
    assert len(found.rests_on) == 34
    assert found.rests_on[0] == score("66", DTI)


def test_an_unknown_score_shows_its_bounds_and_what_bounds_it(real):
    found = of(real, score("25", PII))
    assert (found.kind, found.value) == ("unknown_score", None)
    assert (found.low, found.high) == (Decimal("38.93"), Decimal("44.92"))
    assert set(found.rests_on) == {rank("25", PII), score("75", PII), score("86", PII)}
    assert len(found.sources) > 1


# Figures made of others


def test_the_cut_line_is_the_score_of_the_unit_on_it(real):
    found = of(real, figure_keys.CutLine(PSI, "66", 10))
    assert (found.value, found.rests_on) == (Decimal("63.97"), (score("19"),))
    gap = of(real, figure_keys.Gap(PSI, "66", 10))
    assert gap.value == Decimal("-1.52")
    assert gap.rests_on == (score("66"), str(figure_keys.CutLine(PSI, "66", 10)))
    partial = of(real, figure_keys.Gap(PII, "66", 15))
    assert (partial.value, partial.low, partial.high) == (None, Decimal("4.13"), Decimal("10.12"))


def test_what_a_component_is_compared_with(real):
    def value(key: figure_keys.Key) -> Decimal | None:
        return of(real, key).value

    part = "digitisation"
    assert value(figure_keys.Best(PSI, part)) == Decimal("12.13")
    assert value(figure_keys.Median(PSI, part)) == Decimal("9.64")
    assert value(figure_keys.TargetMean(PSI, "66", 10, part)) == Decimal("9.94")
    assert value(figure_keys.ToBest(PSI, "66", part)) == Decimal("3.05")
    assert value(figure_keys.ToTargetMean(PSI, "66", 10, part)) == Decimal("0.86")
    assert value(figure_keys.ToMax(PSI, "66", part)) == Decimal("12.92")
    assert value(figure_keys.Maximum("psi", "psi-2026", part, "max_score")) == 22
    assert value(figure_keys.RankedUnits(PSI, "66", part)) == 34


def test_a_mean_is_the_mean_of_the_figures_it_names(real):
    mean = of(real, figure_keys.TargetMean(PSI, "66", 10, "digitisation"))
    scores = [of(real, key).value for key in mean.rests_on]
    assert len(scores) == 10
    assert round(sum(scores) / 10, 2) == mean.value


def test_a_change_is_the_later_figure_less_the_earlier(real):
    before = score("66", "psi-2026-10-05-year_to_date-vn34")
    found = of(real, figure_keys.Change((before, score("66"))))
    assert (found.value, found.decimals) == (Decimal("0.36"), 2)
    assert found.rests_on == (before, score("66"))
    assert len(found.sources) == 2
    unknown = figure_keys.Change((score("25", PII), score("66", PII)))
    assert of(real, unknown).value is None


def test_scores_of_two_methods_have_no_difference(real):
    before, after = score("66", "psi-2025-10-16-year_to_date-vn34"), score("66")
    with pytest.raises(Problem):
        of(real, figure_keys.Change((before, after)))
    # Ranks may be shown across a break.
    ranks = rank("66", "psi-2025-10-16-year_to_date-vn34"), rank("66")
    assert of(real, figure_keys.Change(ranks)).value == -7


@pytest.mark.parametrize(
    ("key", "vi", "en"),
    [
        (figure_keys.Gap(PSI, "66", 10), "cao hơn 1,52 điểm", "1.52 points above"),
        (figure_keys.Gap(DTI, "66", 15), "còn thiếu 0,0754 điểm", "0.0754 points short"),
        (figure_keys.Gap(PII, "66", 15), "từ 4,13 đến 10,12", "from 4.13 to 10.12"),
        (figure_keys.ToTargetMean(PSI, "66", 10, "digitisation"), None, None),
        (figure_keys.ToTargetMean(PSI, "66", 10, "satisfaction"), None, None),
    ],
)
def test_a_distance_names_its_side_and_has_no_sign(real, key, vi, en):
    found = of(real, key)
    for language, expected in (("vi", vi), ("en", en)):
        text = said.figure_value(words(language), found)
        assert not set("−+") & set(text)
        if expected:
            assert text == expected


def test_a_difference_and_a_change_are_told_in_words(real):
    w = words("vi")
    lang_son = figure_keys.Difference((score("20"), score("66")))
    assert said.figure_value(w, of(real, lang_son)) == "thấp hơn 0,44 điểm"
    part = "transparency"
    before = score("66", "psi-2026-10-05-year_to_date-vn34", part)
    lost = figure_keys.Change((before, score("66", indicator=part)))
    assert said.figure_value(w, of(real, lost)) == "giảm 0,05"


def test_a_difference_is_of_the_first_and_a_change_of_the_later(real):
    other, own = score("20"), score("66")
    assert of(real, figure_keys.Difference((other, own))).unit_vi == "Lạng Sơn"
    assert of(real, figure_keys.Difference((own, other))).unit_vi == "Đắk Lắk"
    assert of(real, figure_keys.Change((score("66", EARLIER), own))).edition.edition_id == PSI


def test_a_cut_line_rests_on_all_who_stand_on_it_as_published(tmp_path):
    """Of two decimals: 30.004 and 29.996 are both 30.00, and 29.994 is not."""
    scores = {"01": "20", "02": "30.004", "03": "29.996", "04": "29.994"}
    at = small_store.build(
        tmp_path / "var",
        observations=[row for code, value in scores.items() for row in figure(code, score=value)],
        units=small_store.units(scores),
    )
    found = evidence.evidence(at, str(figure_keys.CutLine("e1", "01", 1)))
    assert (found.value, found.rests_on) == (30, (score("02", "e1"), score("03", "e1")))


def test_what_is_computed_of_official_figures_is_not_called_official(real):
    w = words("vi")

    def labels(key: str) -> dict[str, str]:
        return dict(said.meaning_lines(w, of(real, key)))

    official = w("status.published")
    assert labels(score("66"))[w("evidence.status")] == official
    for key in (score("25", PII), str(figure_keys.Gap(PSI, "66", 10))):
        assert w("evidence.status") not in labels(key)
        assert labels(key)[w("evidence.status_of_parts")] == official
    assert labels(rank("66", DTI))[w("evidence.status")] == w("status.derived")


def test_a_figure_named_twice_is_listed_once(real):
    twice = figure_keys.Mean((score("66"), score("66"), score("20")))
    found = of(real, twice)
    assert found.rests_on == (score("66"), score("20"))
    assert found.value == (2 * of(real, score("66")).value + of(real, score("20")).value) / 3


def test_every_step_leads_to_a_figure(real):
    """What a figure rests on has evidence too, down to what was published."""
    wanted = [
        str(figure_keys.Gap(PII, "66", 15)),
        str(figure_keys.ToTargetMean(PSI, "66", 10, "digitisation")),
        str(figure_keys.Median(PSI, "digitisation")),
        str(figure_keys.Count(PII, "total", "scores")),
        rank("66", DTI),
    ]
    seen = set()
    while wanted:
        key = wanted.pop()
        seen.add(key)
        found = of(real, key)
        assert found.sources or found.kind == "count", key
        wanted += [each for each in found.rests_on if each not in seen]
    assert len(seen) > 80


# Loads


@pytest.fixture(scope="module")
def loaded(loaded_var: Path, tmp_path_factory: pytest.TempPathFactory) -> Store:
    """Figures of 17 September loaded as those of 10 October (load 1), which nobody took back."""
    return Store(clone(loaded_var, tmp_path_factory.mktemp("evidence") / "var"))


@pytest.fixture
def own(loaded: Store, tmp_path: Path) -> Store:
    """A copy of it for one test, which may change files."""
    return Store(clone(loaded.folder, tmp_path / "var"))


def test_a_loaded_figure_names_file_hash_document_and_who_published_it(loaded):
    found = of(loaded, score("66"))
    trail = found.loads[0]
    assert (trail.load.load_id, trail.load.by, trail.load.identity) == (
        1,
        "Nguyễn Văn A",
        "self_declared",
    )
    assert (trail.file.name, trail.file.state) == ("bang.xlsx", "kept")
    assert trail.file.sha256 == originals.keep(loaded, CONTENT)
    assert found.sources[0].document_number == "766/QĐ-TTg"
    assert found.place.startswith("Sheet1!")


def test_what_was_there_before_is_the_earlier_value(loaded):
    found = of(loaded, score("66"))
    now, before = found.value, found.earlier
    assert [(item.value, item.state, item.load.load.load_id) for item in before] == [
        (Decimal("65.49"), "replaced", 0)
    ]
    assert now != before[0].value
    assert before[0].source.url.endswith("2026-10-10.json")


def test_a_withdrawn_load_stays_as_an_earlier_value(own):
    loads.withdraw(own, 1, why="Nhầm kỳ số liệu", by=operator("Trần Thị B"))
    found = of(own, score("66"))
    assert (found.value, found.loads[0].load.load_id) == (Decimal("65.49"), 0)
    assert [(item.state, item.load.load.load_id) for item in found.earlier] == [("withdrawn", 1)]


def test_a_file_that_is_not_what_was_recorded_is_broken_evidence(own):
    assert of(own, score("66")).broken == ()
    path = originals.path_of(own, originals.keep(own, CONTENT))
    path.write_bytes(CONTENT[:-1] + b"?")
    broken = of(own, score("66")).broken
    assert [(file.name, file.state) for file in broken] == [("bang.xlsx", "broken")]
    # So is every figure that rests on one from that file.
    assert of(own, figure_keys.Gap(PSI, "66", 10)).broken == broken
    # Figures of another edition do not.
    assert of(own, score("66", PII)).broken == ()
    path.unlink()
    assert [file.state for file in of(own, score("66")).broken] == ["missing"]


def test_the_folder_of_the_application_is_looked_at_too(tmp_path):
    """Load 0 is the folder data/: its hash is that of its files."""
    rows = figure("01", score="1")
    at = small_store.build(
        tmp_path / "small",
        observations=rows,
        loads=[small_store.load(0) | {"sha256": "0" * 64, "file_name": "data"}],
    )
    found = evidence.evidence(at, "e1:01:total:score")
    assert [(file.name, file.state) for file in found.broken] == [("data", "changed")]


def test_an_earlier_state_finds_the_files_of_the_store_it_is_of(loaded):
    earlier = loads.as_of(loaded.snapshot(), 0)
    found = evidence.evidence(earlier, score("66"), files=loaded)
    assert (found.value, found.earlier) == (Decimal("65.49"), ())


# Files that leave the app, and the command line


def test_the_second_sheet_says_where_each_figure_of_the_first_comes_from(real):
    view = View(
        at=real.at(real.version()),
        live=real.at(real.version()),
        pinned=False,
        language="vi",
        words=words("vi"),
        today=date(2026, 10, 12),
        pages={},
        scheme="vn34",
        home="66",
    )
    figures = exports.Sheet(
        "Bảng xếp hạng",
        (("Kỳ", "10/10/2026"),),
        ("Tỉnh, thành phố", "Điểm", "Hạng"),
        (None, 2, 0),
        (("Đắk Lắk", Decimal("65.49"), 7),),
        keys=((None, score("66"), rank("66")),),
    )
    second = panel.trail_sheet(view, figures)
    book = openpyxl.load_workbook(
        io.BytesIO(exports.workbook(figures, "Số liệu", (second, "Nguồn gốc")))
    )
    assert book.sheetnames == ["Số liệu", "Nguồn gốc"]
    lines = [[cell.value for cell in line] for line in book["Nguồn gốc"].iter_rows()]
    head = next(number for number, line in enumerate(lines) if "Khóa số liệu" in line)
    rows = [dict(zip(lines[head], line, strict=True)) for line in lines[head + 1 :]]
    assert [(row["Dòng"], row["Cột"], row["Khóa số liệu"]) for row in rows] == [
        ("Đắk Lắk", "Điểm", score("66")),
        ("Đắk Lắk", "Hạng", rank("66")),
    ]
    assert [(row["Giá trị"], row["Nguyên văn công bố"]) for row in rows] == [
        ("65,49", "65.49"),
        ("7/34", "7"),
    ]
    assert all(row["Đường dẫn"].endswith("2026-10-10.json") for row in rows)
    assert panel.trail_sheet(view, replace(figures, keys=())) is None


def test_the_command_prints_the_keys_of_its_page(real, capsys, monkeypatch):
    monkeypatch.setattr(bootstrap, "ensure", lambda store: store.version())
    line = "evidence psi --period 2026-10-10 --unit 66 --component digitisation --json"
    assert cli.main(line.split()) == 0
    found = json.loads(capsys.readouterr().out)
    section = re.search(r"^## `evidence INDEX`\n(.*?)^## ", PAGE, re.MULTILINE | re.DOTALL)[1]
    assert list(found) == re.findall(r"^\| `(\w+)` \|", section, re.MULTILINE)
    assert (found["value"], found["value_printed"], found["max_score"]) == (9.08, "9.08", 22.0)
    assert found["sources"][0]["url"].endswith("2026-10-10.json")
    assert found["loads"][0]["file_state"] == "kept"
    assert cli.main(["evidence", "pii", "--period", "2025", "--unit", "25", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["value"], found["low"], found["high"]) == (None, 38.93, 44.92)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("evidence psi --unit 99", "99"),
        ("evidence psi --component nothing", "digitisation"),
        ("evidence psi --measure weight", "weight"),
    ],
)
def test_what_is_not_there_is_said_with_what_there_is(real, capsys, monkeypatch, line, said):
    monkeypatch.setattr(bootstrap, "ensure", lambda store: store.version())
    assert cli.main(line.split()) == 2
    assert said in capsys.readouterr().err


# What the pages on change and on the merger show


def test_the_parts_of_a_change_add_up_to_it_and_name_what_they_rest_on(real):
    first, second = "psi-2026-09-17-year_to_date-vn34", "psi-2026-10-05-year_to_date-vn34"
    split = why.movement(
        real.snapshot(), first_id=first, second_id=second, unit_code="66", limit=10
    ).split
    parts = {"rank": [], "gap": []}
    for part in split.parts:
        for measure, found in parts.items():
            place = "66", 10, part.factor, part.unit_code or "66", measure
            found.append(of(real, figure_keys.Part(first, second, *place)))
    ends = [figure_keys.Gap(item, "66", 10) for item in (first, second)]
    assert (
        sum(found.value for found in parts["gap"])
        == of(real, ends[1]).value - of(real, ends[0]).value
    )
    ranks = sum(found.value for found in parts["rank"])
    assert ranks.quantize(Decimal("0.000001")) == -2  # 9th to 7th
    assert all(found.status == "derived" for found in parts["rank"])
    rivals = of(real, figure_keys.Part(first, second, "66", 10, "rivals", "66", "rank"))
    of_rivals = [one.value for one in parts["rank"] if one.counted == "rival"]
    assert abs(rivals.value - sum(of_rivals)) < Decimal("0.00001")
    passed = figure_keys.Part(first, second, "66", 10, "rival", "20", "rank")
    totals = [score(code, item) for code in ("20", "66") for item in (first, second)]
    assert list(of(real, passed).rests_on) == totals
    own = of(real, figure_keys.Part(first, second, "66", 10, "digitisation", "66", "gap"))
    moved = [of(real, score("66", item, "digitisation")).value for item in (first, second)]
    assert own.value == moved[0] - moved[1]
    assert list(own.rests_on[:2]) == [score("66", item, "digitisation") for item in (first, second)]
    assert said.figure_name(words("vi"), of(real, passed)) == (
        "Đắk Lắk, phần thay đổi thứ hạng: Điểm của Lạng Sơn"
    )


def test_a_mean_of_the_merger_rests_on_the_predecessors_and_its_rank_on_all_means(real):
    before = "dti-2024-year-vn63"
    mean = of(real, figure_keys.Merged(before, "66", "total", "mean_score"))
    assert len(mean.rests_on) == 2
    assert all(key.startswith(f"{before}:") for key in mean.rests_on)
    values = [of(real, key).value for key in mean.rests_on]
    assert abs(mean.value - sum(values) / 2) < Decimal("0.00000001")
    assert (mean.status, mean.unit_vi, bool(mean.sources)) == ("derived", "Đắk Lắk", True)
    place = of(real, figure_keys.Merged(before, "66", "total", "mean_rank"))
    means = [of(real, key).value for key in place.rests_on]
    assert place.rests_on[0] == mean.key
    assert place.value == 1 + sum(value > mean.value for value in means)
    assert said.figure_value(words("vi"), place) == str(place.value)
    # No weight is loaded.
    assert of(real, figure_keys.Merged(before, "66", "total", "weighted_rank")).value is None


def test_every_event_of_the_watch_names_its_figures(real):
    seen = set()
    found = []
    for first, code in itertools.product(
        ("psi-2026-09-17-year_to_date-vn34", "psi-2026-10-05-year_to_date-vn34"),
        ("66", "20", "46", "52", "19"),
    ):
        found.append(events.since(real.snapshot(), first_id=first, unit_code=code, limit=10))
    for since in found:
        for event in since.events:
            known = of(real, watch.key_of(since, event))
            seen.add(event.event)
            if event.event in ("near_line", "near_unit", "best"):
                assert known.value == event.after
            elif event.before is not None:
                assert known.value == event.after - event.before
    assert seen >= {"overtook", "overtaken_by", "near_line", "lost_most", "best"}
