"""Measures of this process in the format Prometheus reads: requests, tile times, cache, uploads, sessions and memory.

`prometheus-client` counts and writes the format; labels are kinds and statuses, never a person, address or id. Each
process has measures of its own; several are scraped each at its own port.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

from prometheus_client import (
    CollectorRegistry,
    Counter,
    GCCollector,
    Histogram,
    PlatformCollector,
    ProcessCollector,
    disable_created_metrics,
)
from prometheus_client import Gauge as GaugeOf
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4, generate_latest
from prometheus_client.registry import Collector

disable_created_metrics()  # type: ignore[no-untyped-call] # a second series for each, which nobody asks for
MEDIA_TYPE: Final = CONTENT_TYPE_PLAIN_0_0_4
_BUCKETS_S: Final = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0)
Gauge = Callable[[], float]


@dataclass(frozen=True, slots=True, eq=False)
class _Gauges(Collector):
    """Numbers that are asked for when somebody looks."""

    sources: dict[str, tuple[str, Gauge]] = field(default_factory=dict)

    def collect(self) -> Iterator[Metric]:
        """Yield each number as it is now."""
        for name, (words, value) in self.sources.items():
            yield GaugeMetricFamily(name, words, value=value())


class Measures:
    """What one process counts.

    Examples
    --------
    >>> measures = Measures()
    >>> measures.count("tiles", "GET", 200, 0.004)
    >>> b'observatory_requests_total{kind="tiles",method="GET",status="200"} 1.0' in measures.text()
    True
    """

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        for collector in (ProcessCollector, PlatformCollector, GCCollector):
            collector(registry=self._registry)
        self._requests = Counter(
            "observatory_requests", "Requests answered.", ("kind", "method", "status"), registry=self._registry
        )
        self._seconds = Histogram(
            "observatory_request_seconds",
            "Time until the whole answer was sent, seconds.",
            ("kind",),
            buckets=_BUCKETS_S,
            registry=self._registry,
        )
        self._connections = GaugeOf(
            "observatory_sessions", "Pages that are open now, by their WebSocket.", registry=self._registry
        )
        self._gauges = _Gauges()
        self._registry.register(self._gauges)
        # A look-up by labels costs more than the counting itself.
        self._counters: dict[tuple[str, str, int], Counter] = {}
        self._timers: dict[str, Histogram] = {}

    def count(self, kind: str, method: str, status: int, seconds: float) -> None:
        """Count an answer; `method` is one of HTTP's, anything else is called OTHER."""
        key = (kind, method if method in _METHODS else "OTHER", status)
        counter = self._counters.get(key)
        if counter is None:
            counter = self._counters[key] = self._requests.labels(kind, key[1], str(status))
        counter.inc()
        timer = self._timers.get(kind)
        if timer is None:
            timer = self._timers[kind] = self._seconds.labels(kind)
        timer.observe(seconds)

    def connected(self) -> AbstractContextManager[object]:
        """Count an open page as long as the context lasts."""
        return self._connections.track_inprogress()

    def sessions(self) -> float:
        """Return how many pages are open now."""
        return self._registry.get_sample_value("observatory_sessions") or 0.0

    def watch(self, gauges: Mapping[str, tuple[str, Gauge]]) -> None:
        """Show further numbers: name -> (words, what tells the number)."""
        self._gauges.sources.update(gauges)

    def text(self) -> bytes:
        """Return all measures in Prometheus' text format."""
        return generate_latest(self._registry)


_METHODS: Final = frozenset({"GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH"})


@lru_cache(maxsize=1)
def measures() -> Measures:
    """Return the measures of this process."""
    return Measures()
