"""Charts on slides: native bars, ranks and trends of core rows, each figure with its year and marks beside it."""

from __future__ import annotations

from typing import Any, Final

from geo.comparison.core_charts import RANK, TREND, CoreChart
from geo.comparison.words import CaseText, Document, plain
from geo.export.slide_parts import GREY, Panel, colour, fill, paragraph
from geo.signs import INK

_LABEL_ROOM: Final = 1.75  # the axis is this many times the longest bar, so that its label fits beside it

_LOWEST: Final = 0.1  # of the largest value; a point below it has no room for words under it


def draw_chart(slide: Any, chart: CoreChart, doc: Document, panel: Panel) -> None:
    """Draw one core row into a panel as a native chart."""
    if chart.kind == TREND:
        _trend(slide, chart, doc, panel)
    elif chart.kind == RANK:
        _ranks(slide, chart, doc, panel)
    else:
        _bars(slide, chart, doc, panel)


def _named(chart: CoreChart, doc: Document) -> list[tuple[CaseText, str, float | None, str]]:
    """Return case, its name, value and text, bottom bar first; a case without a figure says why beside its name."""
    cases = {case.cluster_id: case for case in doc.cases}
    found = []
    for bar in reversed(chart.bars):
        case = cases[bar.case_id]
        name = case.short if bar.value is not None else f"{case.short}\n({bar.text})"
        found.append((case, plain(name), bar.value, bar.text))
    return found


def _add(slide: Any, kind: Any, data: Any, panel: Panel, chart: CoreChart) -> Any:
    from pptx.util import Pt

    frame = slide.shapes.add_chart(kind, int(panel.left), int(panel.top), int(panel.width), int(panel.height), data)
    frame.name = f"chart {chart.core_id}"
    made = frame.chart
    made.has_legend = False
    made.has_title = True
    paragraph(made.chart_title.text_frame, chart.title, size=14, bold=True, first=True)
    made.chart_title.include_in_layout = False
    made.font.size = Pt(12)
    return made


def _label(point: Any, text: str, position: Any) -> None:
    label = point.data_label
    label.text_frame.word_wrap = False
    paragraph(label.text_frame, text, size=12, first=True)
    label.position = position


def _bars(slide: Any, chart: CoreChart, doc: Document, panel: Panel) -> None:
    from pptx.chart.data import CategoryChartData
    from pptx.enum.chart import XL_CHART_TYPE, XL_LABEL_POSITION

    named = _named(chart, doc)
    data: Any = CategoryChartData()  # type: ignore[no-untyped-call]  # python-pptx has no types
    data.categories = [name for _, name, _, _ in named]
    data.add_series(plain(chart.title), [value for _, _, value, _ in named])
    made = _add(slide, XL_CHART_TYPE.BAR_CLUSTERED, data, panel, chart)
    plot = made.plots[0]
    plot.gap_width = 55
    plot.vary_by_categories = False
    made.value_axis.visible = False
    made.value_axis.has_major_gridlines = False
    made.value_axis.minimum_scale = 0
    made.value_axis.maximum_scale = (chart.longest or 1.0) * _LABEL_ROOM
    made.category_axis.format.line.color.rgb = colour(GREY)
    for number, (case, _, value, text) in enumerate(named):
        if value is None:
            continue
        point = plot.series[0].points[number]
        fill(point.format.fill, case.series)
        _label(point, text, XL_LABEL_POSITION.OUTSIDE_END)


def _ranks(slide: Any, chart: CoreChart, doc: Document, panel: Panel) -> None:
    """Draw ranks as places on a line: the first stands at the left."""
    from pptx.chart.data import XyChartData
    from pptx.enum.chart import XL_CHART_TYPE, XL_LABEL_POSITION, XL_MARKER_STYLE, XL_TICK_LABEL_POSITION

    named = _named(chart, doc)
    data: Any = XyChartData()  # type: ignore[no-untyped-call]  # python-pptx has no types
    series = data.add_series(plain(chart.title))
    drawn = []
    for lane, (case, name, value, text) in enumerate(named, start=1):
        series.add_data_point(0 if value is None else value, lane)
        drawn.append((case, name.replace("\n", " "), value, text))
    made = _add(slide, XL_CHART_TYPE.XY_SCATTER, data, panel, chart)
    across, up = made.category_axis, made.value_axis
    across.minimum_scale, across.maximum_scale = 0, (chart.longest or 1) * _LABEL_ROOM
    across.has_major_gridlines = False
    across.major_unit = 1 if chart.longest < 8 else 5
    up.minimum_scale, up.maximum_scale, up.has_major_gridlines = 0.5, len(named) + 0.5, True
    up.major_unit = 1
    up.tick_label_position = XL_TICK_LABEL_POSITION.NONE
    up.major_gridlines.format.line.color.rgb = colour("#E9E5DA")
    only = made.plots[0].series[0]
    only.format.line.fill.background()
    for number, (case, name, value, text) in enumerate(drawn):
        point = only.points[number]
        point.marker.style = XL_MARKER_STYLE.CIRCLE if value is not None else XL_MARKER_STYLE.NONE
        point.marker.size = 14
        fill(point.marker.format.fill, case.series)
        _label(point, name if value is None else f"{case.short} {text}", XL_LABEL_POSITION.RIGHT)


def _trend(slide: Any, chart: CoreChart, doc: Document, panel: Panel) -> None:
    """Draw a trend on an axis of years, so that a missing year is a gap of its length; its ends are labelled."""
    from pptx.chart.data import XyChartData
    from pptx.enum.chart import XL_CHART_TYPE, XL_LABEL_POSITION, XL_MARKER_STYLE

    data: Any = XyChartData()  # type: ignore[no-untyped-call]  # python-pptx has no types
    series = data.add_series(plain(chart.title))
    for bar in chart.bars:
        series.add_data_point(int(bar.case_id), bar.value)
    made = _add(slide, XL_CHART_TYPE.XY_SCATTER_LINES_NO_MARKERS, data, panel, chart)
    years = [int(bar.case_id) for bar in chart.bars]
    across, up = made.category_axis, made.value_axis
    across.minimum_scale, across.maximum_scale = min(years) - 1, max(years) + 1
    across.has_major_gridlines = False
    across.major_unit = max(1, round((max(years) - min(years)) / 6))
    across.tick_labels.number_format, across.tick_labels.number_format_is_linked = "0", False
    up.visible, up.has_major_gridlines = False, False
    up.minimum_scale, up.maximum_scale = 0, chart.longest * 1.2
    only = made.plots[0].series[0]
    only.smooth = False
    only.format.line.color.rgb = colour(INK)
    for number in range(len(chart.bars)):
        point = only.points[number]
        point.marker.style, point.marker.size = XL_MARKER_STYLE.CIRCLE, 8
        fill(point.marker.format.fill, INK)
        if number in (0, len(chart.bars) - 1):
            beside, here = (chart.bars[at].value or 0.0 for at in (1 if number == 0 else number - 1, number))
            # On the side the line does not come from, or it strikes the words through; but not upon the axis.
            below = beside > here > _LOWEST * chart.longest
            _label(point, chart.bars[number].text, XL_LABEL_POSITION.BELOW if below else XL_LABEL_POSITION.ABOVE)
