"""View of the agenda: renewals, targets, plans and reports by day."""

from __future__ import annotations

from geo.governance.overview import Overview
from geo.governance.words import agenda_table
from geo.language import Translator
from pages.components.literal import section
from pages.components.plain_table import plain_table
from pages.components.table_files import offer


def show(seen: Overview, t: Translator) -> None:
    """Show the view."""
    section(t("governance.calendar"), t("governance.calendar.note"))
    table = agenda_table(seen, t)
    if not table.empty:
        plain_table(table, label=t("governance.calendar"))
    offer(
        lambda: table,
        t,
        name="calendar",
        title=t("governance.calendar"),
        key="governance_calendar",
        is_empty=table.empty,
    )
