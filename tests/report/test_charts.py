"""Charts: marks where the numbers are, words for everything, and nothing by colour alone."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from everyhue.report.charts import (
    Bar,
    Cell,
    Change,
    Line,
    Point,
    bars,
    css,
    dumbbell,
    frontier,
    heat,
)
from everyhue.report.charts.frontier import _rounded
from everyhue.report.charts.rows import Rows
from everyhue.report.charts.svg import fitted, listed, percent, told
from everyhue.types import Value

UNDEFINED = Value.undefined_because("no known item")
START = Point("0", Value(0.0), Value(0.2))
CHARTS = {
    "bars": bars(
        [Bar("a & b", Value(0.4, 0.3, 0.5), 0.25), Bar("none", UNDEFINED)],
        title="T <1>", summary="S",
    ),
    "dumbbell": dumbbell(
        [Change("x", Value(0.1), Value(0.9), 0.5), Change("y", UNDEFINED, Value(0.2))],
        title="T <2>", summary="S",
    ),
    "frontier": frontier(
        [
            Line("one", (START, Point("1", Value(0.1), Value(0.8), True))),
            Line("two", (Point("0", Value(0.0), UNDEFINED),)),
        ],
        title="T <3>", summary="S", attainable=0.9,
    ),
}  # fmt: skip


def marks(drawing: str, name: str) -> list[ET.Element]:
    return [e for e in ET.fromstring(drawing).iter() if name in e.get("class", "").split()]


@pytest.mark.parametrize("chart", CHARTS.values(), ids=CHARTS)
def test_a_drawing_is_well_formed_named_and_inside_its_box(chart):
    for drawing, width in ((chart.wide, 720), (chart.narrow, 340)):
        root = ET.fromstring(drawing)
        names = root.get("aria-labelledby").split()
        assert [root.find(f"*[@id='{name}']").text for name in names] == [chart.title, "S"]
        assert root.get("role") == "img"
        height = float(root.get("height"))
        for element in root.iter():
            for key in ("x", "x1", "x2", "cx"):
                assert -0.01 <= float(element.get(key, 0)) <= width
            for key in ("y1", "y2", "cy"):
                assert -0.01 <= float(element.get(key, 0)) <= height


@pytest.mark.parametrize("chart", CHARTS.values(), ids=CHARTS)
def test_a_chart_has_a_legend_and_a_table_and_escapes_words(chart):
    page = chart.html()
    ET.fromstring(page)
    assert "<details>" in page
    assert all(len(row) == len(chart.table.head) for row in chart.table.rows)
    assert not re.search(r"<[123]>", page)
    assert all(entry.words for entry in chart.legend)


@given(st.floats(0, 1), st.floats(0, 1))
def test_marks_lie_where_the_numbers_are(low, high):
    place = Rows(720, 1, 66)
    drawing = bars([Bar("a", Value(low), high)], title="t", summary="s").wide
    bar, aim = marks(drawing, "bar")[0], marks(drawing, "aim")[0]
    assert float(bar.get("width")) == pytest.approx(place.x(low) - place.left, abs=0.01)
    assert float(aim.get("x1")) == pytest.approx(place.x(high), abs=0.01)


def test_undefined_has_no_mark_and_says_so():
    drawing = CHARTS["bars"].wide
    assert len(marks(drawing, "bar")) == 1
    assert "no value" in drawing
    assert CHARTS["bars"].table.rows[1][1] == "undefined: no known item"
    assert len(marks(CHARTS["dumbbell"].wide, "before")) == 1


def test_lines_differ_by_shape_and_dash_not_only_by_colour():
    many = [Line(str(i), (Point("0", Value(0.1), Value(i / 9)),)) for i in range(6)]
    drawing = frontier(many, title="t", summary="s").wide
    shapes = {re.sub(r"^M[\d.]+ [\d.]+", "", e.get("d")) for e in marks(drawing, "point")}
    assert len(shapes) == 6
    assert css().count("stroke-dasharray") >= 6


def test_the_chosen_point_is_ringed_and_named():
    chart = CHARTS["frontier"]
    assert len(marks(chart.wide, "chosen")) == 1
    assert chart.table.rows[1][0] == "one, diversity 1 (chosen)"


@given(st.floats(0, 1))
def test_the_axis_holds_every_point(most):
    assert most <= _rounded(most) <= 1 or most < 0.01


def test_a_shaded_cell_says_its_number_and_marks_a_gap():
    page = heat("c", ["deep"], [("hair", [Cell("0", 0.0, "none in 100%", gap=True)])])
    ET.fromstring(page)
    assert 'class="h0 gap"' in page
    assert "none in 100%" in page
    assert 'class="h4"' in heat("c", ["x"], [("r", [Cell("9", 1.0)])])


def test_words_of_numbers():
    assert [percent(x) for x in (0, 0.00001, 0.05, 0.5, 0.9999, 1)] == [
        "0%", "0.1%", "5.0%", "50%", "99.9%", "100%",
    ]  # fmt: skip
    assert told(Value(0.5, -0.1, 0.7)) == "50% (0% to 70%)"
    assert listed([]) == ""
    assert fitted("abcdefgh", 35) == "abcd…"


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(a: str, b: str) -> float:
    high, low = sorted((luminance(a), luminance(b)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
def test_colours_reach_the_contrast_of_wcag(scheme):
    blocks = re.findall(r"\{([^{}]*--chart-ink[^{}]*)\}", css())
    colours = dict(re.findall(r"(--[\w-]+): (#\w{6})", blocks[scheme]))
    paper, ink = colours["--chart-paper"], colours["--chart-ink"]
    assert contrast(ink, paper) >= 7
    assert contrast(colours["--chart-soft"], paper) >= 4.5
    for name in (*(f"--chart-{i}" for i in range(1, 7)), "--chart-bar", "--chart-target"):
        assert contrast(colours[name], paper) >= 3, name
    for level in range(5):
        assert contrast(ink, colours[f"--heat-{level}"]) >= 4.5, level
