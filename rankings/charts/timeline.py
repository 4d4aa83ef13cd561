"""What the figures over time share: places of editions, labels that keep apart, lines by role.

Editions stand evenly, one column each: they come one or eighteen days apart, and by time the ones
that lie close would fall on each other. Where nothing may be compared there is a wider gap, with
the reason written in it.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Any, ClassVar

import altair as alt
import pyarrow as pa

from rankings.charts import look, palette
from rankings.charts.fit import text_width

GAP = 1.0  # columns that a labelled gap takes
HOLE = 0.5  # what is added where a period of the calendar has no edition
MARGIN = 0.35  # columns left free at both ends
WIDE = 560  # px of a figure from which all labels are written
NEIGHBOURS = 2  # on either side of home that a narrow figure shows of the others
FOOT = 42  # px under the drawing, for two lines of dates
DATE_SIZE = look.SMALL
DATES_APART = 6  # px between two dates
AROUND = 200  # px at most that the axis and the names take
# px that the columns surely have in a narrow, a wide and a very wide figure.
WIDE_ROOM = 340
ROOMS = (140, WIDE_ROOM, 560, 900)

ROLES = {
    "home": look.HOME,
    "predecessor": palette.MERGED,
    "peer_1": palette.COMPARED[0],
    "peer_2": palette.COMPARED[1],
    "others": palette.OTHERS,
}
THICKNESS = {"home": 3.5, "predecessor": 2, "peer_1": 2.5, "peer_2": 2.5}
SHAPES = {"known": "circle", "derived": "diamond", "other": "square", "disputed": "circle"}
POINTED_AT = {"param": "hover", "empty": False}
PICKED = {"param": "picked", "empty": False}
FORWARD = {"or": [POINTED_AT, PICKED]}
# A mark that is not in colour yet: a click on it brings its unit forward.
BEHIND = "event.item.datum.role == 'others'"
# What a narrow figure shows: thirty threads side by side tell nothing there.
ROOM_FOR = f"width >= {WIDE} || datum.role != 'others' || datum.near"


@dataclass(frozen=True)
class Words:
    """What is written of a point, in the language of the page."""

    unit: str  # Tỉnh, thành phố
    period: str  # Kỳ số liệu
    rank: str  # Thứ hạng
    score: str  # Điểm
    note: str  # Ghi chú


@dataclass(frozen=True)
class Options:
    """ends: of the horizontal axis. LEFT, RIGHT: px for the vertical axis and for the names."""

    LEFT: ClassVar[int]
    RIGHT: ClassVar[int]

    ends: tuple[float, float]
    language: str
    words: Any

    def x(self, field: str) -> alt.X:
        """The horizontal channel of a field."""
        return x(field, self.ends, self.LEFT, self.RIGHT)


def schema(measure: str, beside: str) -> pa.Schema:
    """The columns of a figure of `measure`, rank or score, which tells the other one beside it."""
    return pa.schema(
        [
            # point (a unit in an edition), label (its name at the right), inner (its name at its
            # last point), zone (the ranks inside the target), cut (the cut line in an edition),
            # date_0 and date_1 (what is written under an edition), gap (where no line goes)
            ("kind", pa.string()),
            ("at", pa.float64()),  # horizontal place of the edition; where a zone or gap ends
            # place of the point joined with this one, null: none is; where a zone or gap begins
            ("from_at", pa.float64()),
            (measure, pa.float64()),  # of a zone: the last rank inside
            (f"from_{measure}", pa.float64()),  # of the point joined with this one
            ("dashed", pa.bool_()),  # the line passes over editions that say nothing of the unit
            ("segment", pa.string()),  # points of one segment are joined; null: joined with none
            ("track", pa.string()),  # the line that a point belongs to, over all schemes
            ("unit_code", pa.string()),  # code of the unit as it is picked
            ("name", pa.string()),  # in the language asked for
            ("role", pa.string()),  # home, predecessor, peer_1, peer_2, cut, others
            ("mark", pa.string()),  # known, derived, other (provisional, self-reported), disputed
            ("last", pa.bool_()),  # the last point of its track
            ("near", pa.bool_()),  # of the others: beside home at its last point
            ("period", pa.string()),  # the edition in words
            ("figure", pa.string()),  # '7/34' or '65,49'
            (f"{beside}_text", pa.string()),  # the other one of these, '–' where not known
            ("note", pa.string()),  # what must be said beside the figure
            ("text", pa.string()),  # what a label, date or gap says
            # vertical place of a label, as a rank or score: labels never overlap
            ("label_at", pa.float64()),
            ("level", pa.int32()),  # from which width on a text is written, 0: always
            ("evidence_key", pa.string()),  # of a point, cut line or label; of a zone the target
            (f"{beside}_key", pa.string()),  # of a point
        ]
    )


def chart(
    options: Any,
    y_of: Callable[[str], alt.Y],
    measure: str,
    beside: str,
    *,
    across: float,
    under: Sequence[alt.Chart] = (),
    on_lines: Sequence[alt.Chart] = (),
    on_names: Sequence[alt.Chart] = (),
) -> alt.LayerChart:
    """The lines; `picked` (unit_code, toggled by a click) and `hover` (track) are its selections.

    In Streamlit pass selection_mode="picked", so that pointing at a line causes no rerun. y_of: the
    vertical channel of a field. across: as for `to_point_at`. under, on_lines, on_names: the layers
    that only one figure has.
    """
    x_of, right = options.x, options.RIGHT
    y, y_label = y_of(f"{measure}:Q"), y_of("label_at:Q")
    layers = [
        *under,
        *lines(x_of, y_of(f"from_{measure}:Q"), f"{measure}:Q"),
        *on_lines,
        *marks(x_of, y),
        *labels(right, y, y_label, x_of),
        *on_names,
        *dates(x_of, options.height),
        *to_point_at(x_of, y, _tooltip(options.words, measure, beside), across=across),
        names_to_click(right, y_label),
        *forward_label(y, x_of),
    ]
    return look.framed(layers, language=options.language, height=options.height)


def _tooltip(words: Words, measure: str, beside: str) -> list[alt.Tooltip]:
    """What is told of a point that is pointed at."""
    return [
        alt.Tooltip("name:N", title=words.unit),
        alt.Tooltip("period:N", title=words.period),
        alt.Tooltip("figure:N", title=getattr(words, measure)),
        alt.Tooltip(f"{beside}_text:N", title=getattr(words, beside)),
        alt.Tooltip("note:N", title=words.note),
    ]


def layout(columns: Sequence[Mapping[str, Any]]) -> dict[str, float]:
    """Edition -> its horizontal place, the first at 0.

    columns: edition_id, gap (reason why it cannot be compared with the one before, or ''), hole
    (True: a period of the calendar is missing before it), oldest first.
    """
    at, places = 0.0, {}
    for number, column in enumerate(columns):
        if number:
            at += GAP + 1 if column["gap"] else 1 + HOLE * bool(column["hole"])
        places[column["edition_id"]] = at
    return places


def points(
    given: Sequence[Mapping[str, Any]], columns: Sequence[Mapping[str, Any]], measure: str
) -> list[dict[str, Any]]:
    """The points of a figure as rows of its table, each with the one that it is joined with.

    given, columns: as for `over_time_ranks.table`. measure: rank or score; a point without it is
    left out. What is written of a figure (figure, rank_text …) is for the caller to add.
    """
    places = layout(columns)
    known = [p for p in given if p[measure] is not None and p["edition_id"] in places]
    period = {column["edition_id"]: column["period"] for column in columns}
    by_key = {(p["edition_id"], p["track"]): p for p in known}
    newest: dict[str, float] = {}
    for point in known:
        place = places[point["edition_id"]]
        newest[point["track"]] = max(newest.get(point["track"], place), place)
    found = []
    for point in known:
        before = by_key.get((point["before"], point["track"]))
        at = places[point["edition_id"]]
        same = ("segment", "track", "unit_code", "name", "role", "mark")
        found.append(
            {
                "kind": "point",
                "at": at,
                "from_at": None if before is None else places[before["edition_id"]],
                measure: float(point[measure]),
                f"from_{measure}": None if before is None else float(before[measure]),
                "dashed": bool(point["passed"]),
                **{name: point[name] for name in same},
                "last": at == newest[point["track"]],
                "period": period[point["edition_id"]],
                "note": point["note"] or "",
                "evidence_key": point.get("evidence_key"),
                "given": point,
            }
        )
    near = neighbours(found, measure)
    return [row | {"near": row["track"] in near} for row in found]


def neighbours(drawn: Sequence[Mapping[str, Any]], measure: str) -> set[str]:
    """The tracks next to home's newest point, above it and below; none where home has no point.

    drawn: rows of points. measure: rank or score, by which they are next to each other.
    """
    own = [row for row in drawn if row["role"] == "home"]
    if not own:
        return set()
    newest = max(own, key=itemgetter("at"))
    beside = [row for row in drawn if row["at"] == newest["at"] and row["role"] == "others"]
    above = sorted(
        (row for row in beside if row[measure] <= newest[measure]), key=itemgetter(measure)
    )
    below = sorted(
        (row for row in beside if row[measure] > newest[measure]), key=itemgetter(measure)
    )
    return {row["track"] for row in (*above[-NEIGHBOURS:], *below[:NEIGHBOURS])}


def spread(wanted: Sequence[float], apart: float, low: float, high: float) -> list[float]:
    """Places as near as can be to those wanted, in their order, none nearer than `apart`.

    They stay between low and high where there is room for all; else they begin at low and run over.
    Of equal ones the first given comes first. Neighbours that push each other form a block, which
    stands where its members' wishes meet on average (pool adjacent violators).
    """
    order = sorted(range(len(wanted)), key=lambda item: wanted[item])
    blocks: list[tuple[float, int]] = []  # sum of the wishes for the first member; members
    members = 0
    for item in order:
        total, count = wanted[item] - apart * members, 1
        members += 1
        while blocks and blocks[-1][0] / blocks[-1][1] >= total / count:
            earlier, size = blocks.pop()
            total, count = total + earlier, count + size
        blocks.append((total, count))
    # Seen without the room that each takes, all must lie between low and the last one's place.
    last = max(low, high - apart * (members - 1))
    starts = [min(max(total / count, low), last) for total, count in blocks for _ in range(count)]
    places = [0.0] * len(wanted)
    for number, item in enumerate(order):
        places[item] = starts[number] + apart * number
    return places


def levels(places: Sequence[float], texts: Sequence[str]) -> list[int]:
    """From which room on each text is written: 0 always, len(ROOMS) never; the last one always.

    At no room do two texts that are written overlap.
    """
    width = (max(places, default=0.0) + 2 * MARGIN) or 1.0
    found = [len(ROOMS)] * len(places)
    for level, room in enumerate(ROOMS):
        scale = room / width
        kept = [number for number, given in enumerate(found) if given < level]
        for number in reversed(range(len(places))):
            clear = all(
                abs(places[number] - places[other]) * scale
                >= (text_width(texts[number], DATE_SIZE) + text_width(texts[other], DATE_SIZE)) / 2
                + DATES_APART
                for other in kept
            )
            if texts[number] and found[number] > level and clear:
                found[number] = level
                kept.append(number)
    return found


def date_rows(columns: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The rows that write the dates (kind edition) and the gaps (kind gap) under and in a figure.

    columns: as for `layout`, with label and year (the second line, '' for none).
    """
    places = layout(columns)
    at = [places[column["edition_id"]] for column in columns]
    years = [
        column["year"] if not number or column["year"] != columns[number - 1]["year"] else ""
        for number, column in enumerate(columns)
    ]
    found = []
    for line, texts in enumerate(([column["label"] for column in columns], years)):
        for place, text, level in zip(at, texts, levels(at, texts), strict=True):
            if text:
                found.append({"kind": f"date_{line}", "at": place, "text": text, "level": level})
    for number, column in enumerate(columns):
        if number and column["gap"]:
            ends = {"from_at": at[number - 1] + 0.5, "at": at[number] - 0.5}
            found.append({"kind": "gap", "text": column["gap"], **ends})
    return found


def ends(columns: Sequence[Mapping[str, Any]]) -> tuple[float, float]:
    """Where the horizontal axis begins and ends."""
    return -MARGIN, max(layout(columns).values(), default=0.0) + MARGIN


def x(field: str, domain: tuple[float, float], left: float, right: float) -> alt.X:
    """The horizontal channel: columns between `left` px and `right` px before the right edge."""
    scale = alt.Scale(
        domain=list(domain), range=[left, look.from_right(right)], nice=False, zero=False
    )
    return alt.X(field, axis=None, scale=scale)


def rows_of(kind: str) -> alt.Chart:
    """The rows of one kind."""
    return alt.Chart().transform_filter(f"datum.kind == '{kind}'")


def dates(x_of: Any, height: float) -> list[alt.Chart]:
    """Two lines of dates under the drawing; `x_of(field)` is the figure's horizontal channel."""
    # The columns have what the names and the axis leave of the width.
    room = " : ".join(
        f"width >= {least + AROUND} ? {level}" for level, least in reversed([*enumerate(ROOMS)][1:])
    )
    shown = f"datum.level <= ({room} : 0)"
    return [
        rows_of(f"date_{line}")
        .transform_filter(shown)
        .mark_text(baseline="top", fontSize=DATE_SIZE, color=ink, aria=False)
        .encode(
            x=x_of("at:Q"), y=alt.YValue(height - FOOT + 8 + 16 * line), text=alt.Text("text:N")
        )
        for line, ink in enumerate((look.INK, look.QUIET))
    ]


def gaps(x_of: Any, top: float, bottom: float) -> list[alt.Chart]:
    """The gaps over which no line goes, each with its reason."""
    return [
        rows_of("gap")
        .mark_rect(color=look.TRACK, opacity=0.75, aria=False)
        .encode(x=x_of("from_at:Q"), x2=alt.X2("at:Q"), y=alt.YValue(top), y2=alt.Y2Value(bottom)),
        rows_of("gap")
        .transform_calculate(middle="(datum.from_at + datum.at) / 2")
        .mark_text(angle=270, baseline="middle", fontSize=look.LEGEND_SIZE, color=look.INK)
        .encode(x=x_of("middle:Q"), y=alt.YValue((top + bottom) / 2), text=alt.Text("text:N")),
    ]


def lines(x_of: Any, y_of: Any, y2: str) -> list[alt.Chart]:
    """Each point joined with the one before it in its segment: others, those in colour, forward."""
    joined = rows_of("point").transform_filter(f"isValid(datum.from_at) && ({ROOM_FOR})")
    ends_of = {"x": x_of("from_at:Q"), "x2": alt.X2("at:Q"), "y": y_of, "y2": alt.Y2(y2)}
    dash = look.by_case(alt.StrokeDashValue, [1, 0], ("datum.dashed", [5, 4]))
    layers = [
        joined.transform_filter("datum.role == 'others'")
        .mark_rule(color=palette.OTHERS, strokeWidth=1.25, opacity=0.45, aria=False)
        .encode(**ends_of, strokeDash=dash)
    ]
    # The most important last, on top of the others.
    layers.extend(
        joined.transform_filter(f"datum.role == '{role}'")
        .mark_rule(color=ROLES[role], strokeWidth=THICKNESS[role], aria=False)
        .encode(**ends_of, strokeDash=dash)
        for role in ("peer_2", "peer_1", "predecessor", "home")
    )
    layers.append(
        joined.transform_filter(FORWARD)
        .transform_filter("datum.role == 'others'")
        .mark_rule(color=look.INK, strokeWidth=2.5, aria=False)
        .encode(**ends_of, strokeDash=dash)
    )
    return layers


def marks(x_of: Any, y_of: Any) -> list[alt.Chart]:
    """A mark for each figure; a hollow one where the sources do not agree."""
    layers = []
    for role, colour in reversed(ROLES.items()):
        strong = role != "others"
        for hollow in (False, True):
            points = rows_of("point").transform_filter(
                f"datum.role == '{role}' && (datum.mark == 'disputed') == {str(hollow).lower()}"
                + (f" && ({ROOM_FOR})" if role == "others" else "")
            )
            layers.append(
                points.mark_point(
                    filled=True,
                    color=look.GROUND if hollow else colour,
                    stroke=colour,
                    strokeWidth=1.75 if hollow else 0.5,
                    size=85 if strong else 34,
                    opacity=1,
                    fillOpacity=1 if strong or hollow else 0.55,
                    aria=False,
                ).encode(
                    x=x_of("at:Q"),
                    y=y_of,
                    shape=alt.Shape(
                        "mark:N",
                        legend=None,
                        scale=alt.Scale(domain=list(SHAPES), range=list(SHAPES.values())),
                    ),
                )
            )
    return layers


def labels(right: float, y_of: Any, y_label: alt.Y, x_of: Any) -> list[alt.Chart]:
    """Names at the right end, each joined with its last point by a hair line."""
    shown = rows_of("label").transform_filter(f"datum.level == 0 || width >= {WIDE}")
    start = right - 8
    layers = [
        shown.mark_rule(color=look.QUIET, strokeWidth=0.6, opacity=0.6, aria=False).encode(
            x=x_of("at:Q"),
            x2=alt.X2Value(look.from_right(start + 2)),
            y=y_of,
            y2=alt.Y2("label_at:Q"),
        )
    ]
    layers.extend(
        shown.transform_filter(f"(datum.role != 'others') == {str(strong).lower()}")
        .mark_text(
            align="left",
            baseline="middle",
            fontSize=look.FONT_SIZE if strong else look.SMALL,
            fontWeight="bold" if strong else "normal",
            color=look.INK if strong else look.QUIET,
            aria=False,
        )
        .encode(x=alt.XValue(look.from_right(start)), y=y_label, text=alt.Text("text:N"))
        for strong in (False, True)
    )
    return layers


def forward_label(y_of: Any, x_of: Any) -> list[alt.Chart]:
    """The name of the unit that is pointed at, over its last point, on a ground of its own."""
    last = rows_of("point").transform_filter(POINTED_AT).transform_filter("datum.last")
    text: dict[str, Any] = {
        "align": "right",
        "baseline": "bottom",
        "dx": -4,
        "dy": -6,
        "fontSize": look.FONT_SIZE,
        "fontWeight": "bold",
    }
    grounds: list[dict[str, Any]] = [
        {"color": look.GROUND, "stroke": look.GROUND, "strokeWidth": 5},
        {"color": look.INK},
    ]
    return [
        last.mark_text(**ground, **text).encode(x=x_of("at:Q"), y=y_of, text=alt.Text("name:N"))
        for ground in grounds
    ]


def to_point_at(
    x_of: Any, y_of: Any, tooltip: list[alt.Tooltip], *, across: float
) -> list[alt.Chart]:
    """Nothing to see: points answer to the pointer. `hover` and `picked` live here.

    across: px of what answers round a point, so that it does not cover the points beside it.
    A click on a mark leads to where its figure comes from; on one that is not in colour it brings
    the unit forward besides.
    """
    hover = alt.selection_point(
        name="hover", fields=["track"], on="pointerover", clear="pointerout", empty=False
    )
    picked = alt.selection_point(
        name="picked",
        fields=["unit_code"],
        on=f"@points_marks:click[{BEHIND}]",
        toggle="true",
        empty=False,
    )
    points = (
        alt.Chart()
        .transform_filter(f"datum.kind == 'cut' || (datum.kind == 'point' && ({ROOM_FOR}))")
        .transform_calculate(said="datum.name + ', ' + datum.period + ': ' + datum.figure")
        .mark_point(filled=True, size=across**2, opacity=0, cursor="pointer")
        .encode(x=x_of("at:Q"), y=y_of, description=alt.Description("said:N"), tooltip=tooltip)
        .properties(name="points")
        .add_params(hover, picked)
    )
    return [points]


def names_to_click(right: float, y_label: Any) -> alt.Chart:
    """Nothing to see: a name at the right leads to where its figure comes from.

    So do the marks of `to_point_at`.
    """
    asked = alt.selection_point(
        name=look.EVIDENCE.name,
        fields=["evidence_key"],
        on="@names_marks:click, @points_marks:click",
        toggle="true",
        empty=False,
    )
    return (
        rows_of("label")
        .transform_filter(f"datum.level == 0 || width >= {WIDE}")
        .mark_text(
            align="left", baseline="middle", fontSize=look.FONT_SIZE, opacity=0, cursor="help"
        )
        .encode(
            x=alt.XValue(look.from_right(right - 8)),
            y=y_label,
            text=alt.Text("text:N"),
            description=alt.Description("text:N"),
        )
        .properties(name="names")
        .add_params(asked)
    )
