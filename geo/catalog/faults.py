"""Faults of the data package: what a check finds, and the tolerant view of the package that checks look at."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from geo.catalog.boundaries import find_units
from geo.catalog.package import FIRST_ROW, Catalog, Resource, open_package, read_text_table, typed

if TYPE_CHECKING:
    import pandas as pd
    from shapely.geometry.base import BaseGeometry

Row = dict[str, Any]
"""The cells of a row by column, each of the type its table says."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One breach of a rule.

    Attributes
    ----------
    check : key of the check that found it.
    table : resource or file it is in; empty where it concerns the package.
    row : row in the file, the header being row 1; None where it concerns the whole table.
    """

    check: str
    table: str
    row: int | None
    message: str

    def __str__(self) -> str:
        place = f"{self.table}, row {self.row}" if self.row is not None else self.table or "package"
        return f"[{self.check}] {place}: {self.message}"


@dataclass(slots=True)
class Findings:
    """What the checks found: faults, notes (known differences, no faults), and how much each check looked at."""

    faults: list[Fault] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    checked: dict[str, int] = field(default_factory=dict)

    @property
    def ok(self) -> bool:
        """Tell whether there is no fault."""
        return not self.faults

    def fault(self, check: str, table: str, row: int | None, message: str) -> None:
        """Record one fault."""
        self.faults.append(Fault(check, table, row, message))

    def count(self, check: str, number: int) -> None:
        """Add to the number of things `check` has looked at."""
        self.checked[check] = self.checked.get(check, 0) + number


class Subject:
    """The package as checks see it: what can be read is there, what cannot is empty and reported once."""

    def __init__(self, data_dir: Path, findings: Findings) -> None:
        self.findings = findings
        self.catalog: Catalog
        self.catalog, self.file_faults = open_package(data_dir)
        self._missing = {fault.path for fault in self.file_faults if fault.found is None}
        self._records: dict[str, list[dict[Any, Any]]] = {}
        self._frames = {resource.name: self._read(resource) for resource in self.tables()}

    def tables(self) -> tuple[Resource, ...]:
        """Return the tables whose file is there."""
        return tuple(item for item in self.catalog.resources if item.is_table and item.path not in self._missing)

    def frame(self, name: str, *columns: str) -> pd.DataFrame:
        """Return a table that has `columns`, cells of the wrong type being missing; an empty one if it has not."""
        import pandas as pd

        frame = self._frames.get(name)
        if frame is None:
            self._lacks(name, "the package has no such table that can be read")
            return pd.DataFrame(columns=list(columns), dtype=str)
        lacking = [column for column in columns if column not in frame.columns]
        if lacking:
            self._lacks(name, f"column {', '.join(lacking)} is missing")
            return pd.DataFrame(columns=list(columns), dtype=str)
        return frame

    def rows(self, name: str, *columns: str) -> Iterator[tuple[int, Row]]:
        """Yield the row number and the cells of every row of a table."""
        frame = self.frame(name, *columns)
        if frame.empty:
            return
        if name not in self._records:
            self._records[name] = frame.to_dict("records")
        yield from enumerate(self._records[name], FIRST_ROW)

    @cached_property
    def units(self) -> tuple[dict[str, BaseGeometry], list[tuple[int, str]]]:
        """Return the polygons of units by unit_id, and (position, description) of every unit that has none."""
        frame, missing = find_units(self.catalog, self.frame("admin_units", "unit_id", "geometry", "geometry_code"))
        return dict(zip(frame["unit_id"], frame.geometry, strict=True)), missing

    def _lacks(self, table: str, message: str) -> None:
        if not any(fault.table == table and fault.message == message for fault in self.findings.faults):
            self.findings.fault("tables", table, None, message)

    def _read(self, resource: Resource) -> pd.DataFrame | None:
        try:
            return typed(read_text_table(self.catalog.data_dir / resource.path), resource, strict=False)
        except ValueError as fault:  # pandas' parser errors and UnicodeDecodeError are ValueErrors
            self.findings.fault("tables", resource.name, None, f"the file is no CSV in UTF-8: {fault}")
            return None
