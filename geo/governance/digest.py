"""Digest: what changed since a day: figures, labels, comments, published layers, editions of the data."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final

from geo.catalog import Catalog
from geo.governance.book import Pages
from geo.governance.overview import Overview
from geo.governance.series import last_day
from geo.governance.words import alert_text, movement_text
from geo.language import Translator
from geo.model import Cluster
from geo.publication.register import Publication

DATA, FIGURE, LABEL, VALUE, NOTE, LAYER, DUE = "data", "figure", "label", "value", "note", "layer", "due"
KINDS: Final = (DATA, DUE, LABEL, FIGURE, VALUE, NOTE, LAYER)
MOST: Final = 200


@dataclass(frozen=True, slots=True)
class News:
    """One thing that changed.

    Attributes
    ----------
    news_id : stays the same, so that a feed reader knows it again.
    at : ISO day or time in UTC.
    view : of the governance page that shows it; query of its link.
    """

    news_id: str
    at: str
    kind: str
    title: str
    query: tuple[tuple[str, str], ...] = ()


def digest(
    catalog: Catalog, pages: Pages, seen: Overview, t: Translator, *, since: str, published: Iterable[Publication] = ()
) -> tuple[News, ...]:
    """Return what changed since a day (ISO), the newest first, MOST at most.

    Texts of persons (comments) are given as they wrote them; whoever shows them escapes them.
    """
    clusters = catalog.every(Cluster)

    def name(key: str) -> str:
        return clusters[key].name.localised(t.language) if key in clusters else key

    made = [
        News(f"data:{catalog.digest}", catalog.as_of, DATA, t("governance.news.data", as_of=catalog.as_of)),
        *(
            News(
                f"figure:{one.series.key}:{one.after.period}", one.after.last_day, FIGURE, movement_text(one, t),
                (("view", "tracking"), ("sel", one.series.key)),
            )
            for one in seen.movements
        ),
        *(
            News(
                f"due:{one.subject}:{one.rule.rule_id}:{one.series.measure if one.series else ''}:{one.due}",
                _day(one.due) or seen.today, DUE, alert_text(one, t), (("view", "targets"),),
            )
            for one in seen.alerts
            if one.due
        ),
        *(
            News(
                f"label:{one.number}", one.signed.at if one.signed else one.awarded_on, LABEL,
                t(
                    "governance.news.label", name=name(one.cluster), label=t(f"governance.label.{one.level}"),
                    until=one.until or "—",
                ),
                (("view", "board"),),
            )
            for one in pages.awards
        ),
        *(
            News(
                f"note:{one.number}", one.signed.at if one.signed else "", NOTE,
                t(
                    "governance.news.note", kind=t(f"governance.note.{one.kind}"), name=name(one.cluster),
                    who=one.signed.name if one.signed else "", body=one.body,
                ),
                (("view", "register"), ("in", one.cluster)),
            )
            for one in pages.notes
        ),
        *_values(pages, name, t),
        *(
            News(
                f"layer:{one.publication_id}:{one.newest.number}", one.newest.published_at, LAYER,
                t("governance.news.layer", title=one.newest.about.title, version=one.newest.number),
            )
            for one in published
        ),
    ]  # fmt: skip
    kept = [one for one in made if one.at >= since and one.at[:10] <= seen.today]
    return tuple(sorted(kept, key=lambda one: (one.at, one.news_id), reverse=True)[:MOST])


def _values(pages: Pages, name: Callable[[str], str], t: Translator) -> list[News]:
    """Return one line for all values that came at one moment for one cluster."""
    counted = Counter((one.signed.at, one.signed.name, one.cluster) for one in pages.values if one.signed)
    return [
        News(
            f"value:{at}:{cluster}", at, VALUE, t("governance.news.value", n=n, name=name(cluster), who=who),
            (("view", "tracking"), ("in", cluster)),
        )
        for (at, who, cluster), n in counted.items()
    ]  # fmt: skip


def _day(period: str) -> str:
    return last_day(period) if period else ""
