"""Charts of groups: marks where the numbers are, verdicts by shape and word, none cut on paper."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from everyhue.report.charts import (
    Curve,
    Dot,
    Held,
    Limits,
    Scale,
    Shift,
    Square,
    Whole,
    css,
    grid,
    intervals,
    reliability,
    shifts,
)
from everyhue.types import Value

UNDEFINED = Value.undefined_because("no positive rows")
HELD = Held(
    Whole(0.4, "Overall: 40%"), Limits(0.32, 0.5, "Gate allows 32% to 50%"),
    (("plain", "Estimate"), ("fails", "Fails a gate")), "Target",
)  # fmt: skip
CHARTS = {
    "intervals": intervals(
        [
            Dot("a & <1>", Value(0.3, 0.25, 0.35), "fails", "fails"),
            Dot("b", Value(0.45, 0.3, 0.6), "plain", "", 0.5),
            Dot("few", Value(0.4, 0.0, 1.0), "small", "pooled"), Dot("none", UNDEFINED),
        ],
        title="T <1>", summary="S", held=HELD,
    ),
    "reliability": reliability(
        [Curve("a", ((0.1, Value(0.2, 0.1, 0.3, n=40)), (0.8, Value(0.7, n=9)))), Curve("b", ())],
        title="T <2>", summary="S",
    ),
    "shifts": shifts(
        [
            Shift("a", Value(0.3, 0.2, 0.4), Value(0.5, 0.4, 0.6), "more than noise", True),
            Shift("new", UNDEFINED, Value(0.2)),
        ],
        title="T <3>", summary="S",
    ),
}  # fmt: skip


def marks(drawing: str, name: str) -> list[ET.Element]:
    return [e for e in ET.fromstring(drawing).iter() if name in e.get("class", "").split()]


@pytest.mark.parametrize("chart", CHARTS.values(), ids=CHARTS)
def test_a_drawing_is_named_and_inside_its_box(chart):
    for drawing, width in ((chart.wide, 720), (chart.narrow, 340)):
        root = ET.fromstring(drawing)
        names = root.get("aria-labelledby").split()
        assert [root.find(f"*[@id='{name}']").text for name in names] == [chart.title, "S"]
        height = float(root.get("height"))
        for element in root.iter():
            for key in ("x", "x1", "x2", "cx"):
                assert -0.01 <= float(element.get(key, 0)) <= width
            for key in ("y1", "y2", "cy"):
                assert -0.01 <= float(element.get(key, 0)) <= height


@pytest.mark.parametrize("chart", CHARTS.values(), ids=CHARTS)
def test_a_chart_is_escaped_and_has_its_numbers_as_a_table(chart):
    page = chart.html()
    ET.fromstring(page)
    assert not re.search(r"<[123]>", page)
    assert chart.table.rows
    assert all(len(row) == len(chart.table.head) for row in chart.table.rows)


def test_what_fails_has_a_shape_and_a_word_of_its_own():
    drawing = CHARTS["intervals"].wide
    assert [e.tag.rpartition("}")[2] for e in marks(drawing, "dot")] == ["rect", "circle", "circle"]
    assert "30% fails" in drawing
    assert "undefined" in drawing
    assert CHARTS["intervals"].table.rows[3][1] == "undefined: no positive rows"


def test_small_groups_do_not_stretch_the_line_and_their_intervals_say_they_go_on():
    drawing = CHARTS["intervals"].wide
    assert "100%" not in "".join(ET.fromstring(drawing).itertext())
    assert len(marks(drawing, "on")) == 2
    alone = intervals([Dot("few", Value(0.4, 0.0, 1.0), "small")], title="t", summary="s")
    assert not marks(alone.wide, "on")


@given(st.lists(st.floats(0.01, 0.99), min_size=2, max_size=5, unique=True))
def test_dots_keep_the_order_and_the_distances_of_numbers(numbers):
    rows = [Dot(str(i), Value(n)) for i, n in enumerate(numbers)]
    drawn = [float(e.get("cx")) for e in marks(intervals(rows, title="t", summary="s").wide, "dot")]
    scale = Scale.over(numbers)
    left, right = drawn[0], drawn[1]
    wanted = (scale.part(numbers[1]) - scale.part(numbers[0])) * (720 - 126 - 150)
    assert right - left == pytest.approx(wanted, abs=0.03)


def test_many_groups_are_drawn_in_parts_that_fit_a_page():
    rows = [Dot(f"group {i}", Value(i / 70)) for i in range(65)]
    chart = intervals(rows, title="Rate", summary="s")
    parts = ET.fromstring(f"<div>{chart.wide}</div>")
    assert [part.find("*").text for part in parts] == [f"Rate, part {i} of 3" for i in (1, 2, 3)]
    assert all(float(part.get("height")) < 900 for part in parts)
    assert len(re.findall(r"<circle", chart.wide)) == 65


@given(st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=9), st.booleans())
def test_a_line_holds_its_numbers_between_round_ends(numbers, share):
    held = [min(1.0, max(0.0, n)) for n in numbers] if share else numbers
    scale = Scale.over(held, share=share)
    room = 1e-6 * max(1.0, abs(scale.low), abs(scale.high))
    assert scale.low - room <= min(held) <= max(held) <= scale.high + room
    assert 2 <= len(scale.ticks) <= 8
    assert len({scale.words(tick) for tick in scale.ticks}) == len(scale.ticks)


def test_numbers_beyond_one_are_told_as_they_are():
    scale = Scale.over([-0.5, 2.4], share=False)
    assert [scale.words(tick) for tick in scale.ticks] == ["-1", "0", "1", "2", "3"]
    assert scale.told(12345.6) == "12,346"


def test_scores_lie_on_the_diagonal_where_they_come_true():
    chart = reliability([Curve("a", ((0.5, Value(0.5)),))], title="t", summary="s")
    x, y = re.match(r"M([\d.]+) ([\d.]+)", marks(chart.wide, "point")[0].get("d")).groups()
    level = marks(chart.wide, "level")[0]
    middle = [
        (float(level.get(a)) + float(level.get(b))) / 2 for a, b in (("x1", "x2"), ("y1", "y2"))
    ]
    assert [float(x), float(y)] == pytest.approx(middle, abs=0.06)


def test_a_change_that_is_noise_is_drawn_faint_and_says_so():
    rows = [
        Shift("a", Value(0.3), Value(0.31), "within noise"),
        Shift("b", Value(0.3), Value(0.6), "up", True),
    ]
    ways = marks(shifts(rows, title="t", summary="s").wide, "way")
    assert ["faint" in way.get("class") for way in ways] == [True, False]


def test_a_map_says_side_and_failure_in_signs_and_words_and_names_what_is_not_there():
    squares = {("deep", "man"): Square("18%", "below", 1.0, "900 rows, fails", fails=True)}
    page = grid("Map <b>", ["deep"], ["man", "woman"], squares)
    ET.fromstring(page)
    assert '<td class="below-3 gap">▼ 18%<small>900 rows, fails</small></td>' in page
    assert '<td class="none">no rows</td>' in page


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
def test_shades_keep_words_and_marks_readable(scheme):
    blocks = re.findall(r"\{([^{}]*--chart-ink[^{}]*)\}", css())
    colours = dict(re.findall(r"(--[\w-]+): (#\w{6})", blocks[scheme]))

    def contrast(a: str, b: str) -> float:
        high, low = sorted((luminance(colours[a]), luminance(colours[b])), reverse=True)
        return (high + 0.05) / (low + 0.05)

    for side in ("below", "above"):
        assert all(contrast("--chart-ink", f"--{side}-{i}") >= 4.5 for i in (1, 2, 3))
    for name in ("--chart-1", "--chart-2", "--chart-4", "--chart-soft"):
        assert contrast(name, "--chart-allowed") >= 3, name
    for name in ("--chart-2", "--chart-3", "--chart-4"):  # words of verdicts
        assert contrast(name, "--chart-paper") >= 4.5, name
