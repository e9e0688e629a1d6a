"""The board as files: slides of native tables, and a page to print."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from geo.catalog import Catalog
from geo.governance.board import ORDER
from geo.governance.overview import Overview, findings
from geo.governance.slides import add_cover, add_sentences, add_table, begin, finish
from geo.governance.words import finding_text
from geo.language import Translator, number
from geo.model import CLUSTER_MODELS
from geo.workbench.report import Block, Heading, Paragraph, Rows, html_of

if TYPE_CHECKING:
    import pandas as pd

_SHARES: Final = (0.13, 0.21, 0.12, 0.09, 0.1, 0.28, 0.07)


def counts(seen: Overview, t: Translator) -> pd.DataFrame:
    """Return how many clusters of each model hold each label."""
    import pandas as pd

    models = (*CLUSTER_MODELS, "")
    rows = []
    for level in ORDER:
        held = [one.cluster.model or "" for one in seen.standings if one.level == level]
        rows.append(
            [
                t(f"governance.label.{level}"),
                *(number(held.count(one), t.language) for one in models),
                number(len(held), t.language),
            ]
        )
    heads = [t(f"term.model.{one}") if one else t("governance.model.none") for one in models]
    return pd.DataFrame(rows, columns=[t("governance.column.label"), *heads, t("governance.label.all")])


def _told(table: pd.DataFrame, t: Translator) -> pd.DataFrame:
    """Return the table, or one line that says that no cluster is in it."""
    import pandas as pd

    if not table.empty:
        return table
    return pd.DataFrame([[t("governance.report.nothing"), *[""] * (table.shape[1] - 1)]], columns=table.columns)


def board_slides(seen: Overview, table: pd.DataFrame, catalog: Catalog, t: Translator) -> bytes:
    """Return the board as PPTX."""
    title = t("governance.board")
    deck = begin(t, None)
    add_cover(deck, title, (t("governance.board.subtitle", day=seen.today), t("shell.title")))
    said = [finding_text(one, seen, t) for one in findings(seen) if one.view in ("board", "targets", "calendar")]
    if said:
        add_sentences(deck, said[-1], said)
    add_table(deck, title, _told(table, t), subtitle=t("governance.board.subtitle", day=seen.today), shares=_SHARES)
    add_table(deck, t("governance.board.counts"), counts(seen, t))
    return finish(deck, title=title, as_of=catalog.as_of)


def board_page(seen: Overview, table: pd.DataFrame, t: Translator) -> bytes:
    """Return the board as one HTML file to print."""
    title = t("governance.board")
    said = [finding_text(one, seen, t) for one in findings(seen) if one.view == "board"]
    blocks: list[Block] = [
        Heading(title, 1),
        Paragraph(t("governance.board.subtitle", day=seen.today), "note"),
        *(Paragraph(one, "meant") for one in said),
        Rows(_told(table, t)),
        Heading(t("governance.board.counts"), 2),
        Rows(counts(seen, t)),
        Paragraph(t("governance.board.note"), "note"),
    ]
    return html_of(blocks, t, title=title).encode()
