"""Charts on slides: native bars of the figures that most clusters share, and a radar of those that all do."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from geo.comparison.words import Document, TableRow, plain
from geo.export.slide_parts import Deck, Panel, colour, fill, paragraph

CHARTS: Final = 4
_INCH: Final = 914400


def draw_charts(deck: Deck) -> None:
    """Add a slide of bar charts, and a radar where three figures or more are known of all clusters."""
    from pptx.enum.chart import XL_CHART_TYPE

    doc = deck.doc
    rows = _charted(doc)
    if not rows:
        return
    cited = [source for row in rows[:CHARTS] for cell in row.cells for source in cell.sources]
    slide = deck.slide(
        doc.story.caption("chart", doc.t("compare.doc.charts")),
        notes=doc.story.notes("chart"),
        foot=doc.t("compare.doc.sources.short", sources=doc.references_of(cited)),
    )
    area = deck.body
    gap = 0.2 * _INCH
    across = 2 if len(rows) > 1 else 1
    width = (area.width - gap * (across - 1)) / across
    height = (area.height - gap) / 2 if len(rows) > 2 else area.height
    for number, row in enumerate(rows[:CHARTS]):
        left = area.left + (number % across) * (width + gap)
        top = area.top + (number // across) * (height + gap)
        _chart(slide, row, doc, Panel(left, top, width, height), XL_CHART_TYPE.BAR_CLUSTERED)
    _radar(deck, doc.radar)


def _charted(doc: Document) -> list[TableRow]:
    """Return the lines a bar chart can show, published figures and those of most clusters first."""
    rows = [row for row in doc.common if row.line.figures]
    return sorted(rows, key=lambda row: (row.line.theme == "sample", -len(row.line.figures)))


def _chart(slide: Any, row: TableRow, doc: Document, panel: Panel, kind: Any) -> None:
    from pptx.chart.data import CategoryChartData
    from pptx.util import Pt

    data: Any = CategoryChartData()  # type: ignore[no-untyped-call]  # python-pptx has no types
    # A bar chart's first category stands at the bottom: the order of the columns reads from the top.
    shown = [(case, row.line.figures[case.cluster_id]) for case in doc.cases if case.cluster_id in row.line.figures]
    data.categories = [plain(case.name) for case, _ in reversed(shown)]
    data.add_series(plain(row.name), [figure.middle for _, figure in reversed(shown)])
    frame = slide.shapes.add_chart(kind, int(panel.left), int(panel.top), int(panel.width), int(panel.height), data)
    frame.name = f"chart {row.line.indicator_id}"
    chart = frame.chart
    chart.has_legend = False
    chart.has_title = True
    unit = shown[0][1].unit_label(doc.language) if shown else ""
    title = row.name + (f" ({unit})" if unit and unit not in ("number", "个") else "")
    if row.line.theme == "sample":
        title += f" · {row.theme}"
    paragraph(chart.chart_title.text_frame, title, size=13, bold=True, first=True)
    chart.font.size = Pt(11)
    plot = chart.plots[0]
    plot.gap_width = 45
    plot.has_data_labels = True
    plot.data_labels.number_format = "0" if shown and shown[0][1].unit == "year" else "#,##0.##"
    plot.data_labels.number_format_is_linked = False
    chart.value_axis.visible = False
    chart.value_axis.has_major_gridlines = False
    chart.value_axis.minimum_scale = 0
    for number, (case, _) in enumerate(reversed(shown)):
        point = plot.series[0].points[number]
        fill(point.format.fill, case.series)


def _radar(deck: Deck, rows: Sequence[TableRow]) -> None:
    from pptx.chart.data import CategoryChartData
    from pptx.enum.chart import XL_CHART_TYPE, XL_LEGEND_POSITION
    from pptx.util import Pt

    doc = deck.doc
    chosen = rows[:8]
    if len(chosen) < 3:
        return
    slide = deck.slide(doc.t("compare.doc.charts"), subtitle=doc.t("compare.doc.radar"))
    data: Any = CategoryChartData()  # type: ignore[no-untyped-call]  # python-pptx has no types
    data.categories = [plain(row.name) for row in chosen]
    for case in doc.cases:
        tops = [max(figure.middle for figure in row.line.figures.values()) or 1.0 for row in chosen]
        values = [100 * row.line.figures[case.cluster_id].middle / top for row, top in zip(chosen, tops, strict=True)]
        data.add_series(plain(case.name), [round(value, 1) for value in values])
    area = deck.body
    frame = slide.shapes.add_chart(
        XL_CHART_TYPE.RADAR_MARKERS, int(area.left), int(area.top), int(area.width), int(area.height), data
    )
    frame.name = "chart radar"
    chart = frame.chart
    chart.has_legend = True
    chart.legend.position = XL_LEGEND_POSITION.RIGHT
    chart.legend.include_in_layout = False
    chart.font.size = Pt(12)
    for case, series in zip(doc.cases, chart.plots[0].series, strict=True):
        series.format.line.color.rgb = colour(case.series)
        series.format.line.width = Pt(2.25)
        series.smooth = False
