"""Recent faults of this process: when, where and by which number the log has them."""

from __future__ import annotations

import pandas as pd

from geo.language import Translator
from geo.operations.recent import recent
from pages.components.literal import literal, section
from pages.components.plain_table import plain_table


def show(t: Translator) -> None:
    """Show them, the newest first."""
    section(t("status.recent"), t("status.recent.note"))
    found = recent().faults()
    if not found:
        literal(t("status.recent.none"))
        return
    heads = [t(f"status.column.{name}") for name in ("at", "level", "source", "code")]
    rows = [(one.at, t(f"status.level.{one.level}"), one.source, one.code) for one in found]
    plain_table(pd.DataFrame(rows, columns=heads), label=t("status.recent"))
