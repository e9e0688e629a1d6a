"""Slide of a ranking: its first finding as the title, a native chart of the first regions, and its sources."""

from __future__ import annotations

from io import BytesIO
from typing import Any, Final

from geo.comparison.words import plain
from geo.export.archive import steadied
from geo.export.slide_parts import GREY, Panel, fill, paragraph, text_box
from geo.observatory.sheet import Sheet

_INCH: Final = 914400
_WIDE: Final = (13.333, 7.5)
_HAN: Final = 0x2E80  # signs from here on are twice as wide
_TWO_LINES: Final = 108
_LEAST_BARS: Final = 8
_BAR: Final = "#807dba"


def slide(sheet: Sheet) -> bytes:
    """Return a PowerPoint file of one slide, everything on it native; the same ranking gives the same bytes."""
    from pptx import Presentation
    from pptx.util import Inches

    file: Any = Presentation()
    file.slide_width, file.slide_height = (Inches(side) for side in _WIDE)
    made = file.slides.add_slide(file.slide_layouts[6])
    width, height = _WIDE[0] * _INCH, _WIDE[1] * _INCH
    head = text_box(made, Panel(width * 0.04, height * 0.04, width * 0.92, height * 0.15), "title", anchor="middle")
    said = sheet.findings[0] if sheet.findings else sheet.title
    wide = sum(2 if ord(sign) > _HAN else 1 for sign in said)
    paragraph(head, said, size=24 if wide <= _TWO_LINES else 20, bold=True, first=True)
    under = text_box(made, Panel(width * 0.04, height * 0.19, width * 0.92, height * 0.05), "subtitle")
    paragraph(under, f"{sheet.title} · {sheet.subtitle}", size=13, colour_hex=GREY, first=True)
    if sheet.values:
        _chart(made, sheet, Panel(width * 0.04, height * 0.25, width * 0.58, height * 0.64))
    side = text_box(made, Panel(width * 0.65, height * 0.27, width * 0.31, height * 0.6), "findings")
    for number, sentence in enumerate(sheet.findings[1:]):
        paragraph(side, sentence, size=16, space=10, first=number == 0)
    foot = text_box(made, Panel(width * 0.04, height * 0.92, width * 0.92, height * 0.06), "sources")
    paragraph(foot, sheet.foot[:900], size=8, colour_hex=GREY, first=True)
    content = BytesIO()
    file.core_properties.title = plain(sheet.title)[:255]
    file.core_properties.author = "Digital Cluster Observatory"
    file.core_properties.last_modified_by = ""
    file.save(content)
    return steadied(content.getvalue(), as_of=sheet.as_of)


def _chart(made: Any, sheet: Sheet, panel: Panel) -> None:
    from pptx.chart.data import CategoryChartData
    from pptx.enum.chart import XL_CHART_TYPE
    from pptx.util import Pt

    data: Any = CategoryChartData()  # type: ignore[no-untyped-call]  # python-pptx has no types
    # A bar chart's first category stands at the bottom.
    data.categories = [plain(name) for name in reversed(sheet.names)]
    data.add_series(plain(sheet.bars), [round(value, 4) for value in reversed(sheet.values)])
    where = (int(panel.left), int(panel.top), int(panel.width), int(panel.height))
    frame = made.shapes.add_chart(XL_CHART_TYPE.BAR_CLUSTERED, *where, data)
    frame.name = "chart ranking"
    chart = frame.chart
    chart.has_legend = False
    chart.has_title = True
    paragraph(chart.chart_title.text_frame, sheet.bars, size=13, bold=True, first=True)
    chart.font.size = Pt(11)
    plot = chart.plots[0]
    plot.gap_width = 45 + 60 * max(0, _LEAST_BARS - len(sheet.names))  # two bars do not fill the slide
    plot.has_data_labels = True
    plot.data_labels.number_format = "#,##0." + "0" * sheet.bars_digits if sheet.bars_digits else "#,##0"
    plot.data_labels.number_format_is_linked = False
    chart.value_axis.visible = False
    chart.value_axis.has_major_gridlines = False
    fill(plot.series[0].format.fill, _BAR)
