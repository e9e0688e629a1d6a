"""Edition: the figures, labels and outcomes a report stands on, saved so that the next one can say what changed."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Final

from geo.governance.errors import ReportError
from geo.governance.overview import Overview

FORM: Final = "observatory-edition"
VERSION: Final = 1
LARGEST_BYTES: Final = 4_000_000


@dataclass(frozen=True, slots=True)
class Edition:
    """What stood in one report.

    Attributes
    ----------
    as_of : day of the data; digest names them.
    figures : key of a series -> period and amount of its last figure.
    labels : cluster -> label.
    verdicts : key of a series and due period, joined by @ -> verdict.
    """

    as_of: str
    digest: str
    clusters: tuple[str, ...]
    figures: Mapping[str, tuple[str, float]]
    labels: Mapping[str, str]
    verdicts: Mapping[str, str]


def edition_of(seen: Overview, *, as_of: str, digest: str) -> Edition:
    """Return the edition of an overview."""
    return Edition(
        as_of,
        digest,
        tuple(sorted(one.cluster.cluster_id for one in seen.standings)),
        {one.key: (one.points[-1].period, one.points[-1].amount) for one in seen.series if one.points},
        {one.cluster.cluster_id: one.level for one in seen.standings},
        {f"{one.series.key}@{one.target.due}": one.verdict for one in seen.outcomes},
    )


def write_edition(one: Edition) -> str:
    """Return an edition as JSON, the same text for the same edition."""
    return json.dumps({"form": FORM, "version": VERSION, **asdict(one)}, ensure_ascii=False, sort_keys=True)


def read_edition(text: str | bytes) -> Edition:
    """Read a saved edition; raises ReportError for anything else."""
    if len(text) > LARGEST_BYTES:
        raise ReportError("edition", value=f"{len(text)} bytes")
    try:
        given = json.loads(text)
        if given["form"] != FORM or given["version"] != VERSION:
            raise ReportError("edition", value=given["form"])
        return Edition(
            str(given["as_of"]),
            str(given["digest"]),
            tuple(map(str, given["clusters"])),
            {str(key): (str(period), float(amount)) for key, (period, amount) in given["figures"].items()},
            _texts(given["labels"]),
            _texts(given["verdicts"]),
        )
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as fault:
        raise ReportError("edition", value=type(fault).__name__) from fault


def _texts(given: Mapping[Any, Any]) -> dict[str, str]:
    return {str(key): str(value) for key, value in given.items()}
