"""Measuring: the unit of each figure of a table, from its cell, row, heading, title and notes, or why it has none."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from geo.statistics.own import headings, units, vocabulary
from geo.statistics.own.figures import Figure
from geo.statistics.own.headings import Told
from geo.statistics.own.layout import Raw
from geo.statistics.own.units import Unit

_ONE = Unit("", 1.0, "")


@dataclass(frozen=True, slots=True)
class Measured:
    """The unit of a figure, or the fault that leaves it without one and the text this is about."""

    unit: Unit = _ONE
    fault: str = ""
    said: str = ""


@dataclass(frozen=True, slots=True)
class Measuring:
    """What is known of the units of a table.

    Attributes
    ----------
    told : by its title and notes.
    scaled : measures for which rows state a unit that multiplies, so that a row without one is not plain.
    currency : measure -> the currency most of its figures are in.
    """

    told: Told
    scaled: frozenset[str] = frozenset()
    currency: Mapping[str, str] = field(default_factory=dict)

    def of(self, raw: Raw, measure: str, figure: Figure) -> Measured:
        """Return the unit of a figure of a measure; that of its own cell is already in the figure."""
        found = self._of(raw, measure, figure)
        usual = self.currency.get(measure, "")
        if not found.fault and found.unit.currency and usual and found.unit.currency != usual:
            return Measured(fault="mixed_currency", said=found.unit.text)
        return found

    def _of(self, raw: Raw, measure: str, figure: Figure) -> Measured:
        if figure.unit:
            own = units.parse(figure.unit)
            fitting = own is not None and units.fits(measure, own)
            return Measured(own) if own is not None and fitting else Measured(fault="wrong_unit", said=figure.unit)
        if measure == "rse_pct":
            return _of_percent(raw)
        return _times(self._stated(raw, measure), raw.exponent)

    def _stated(self, raw: Raw, measure: str) -> Measured:
        """Return the unit that row and heading state, else that of the title and the notes."""
        row = self._of_row(raw, measure)
        head = _of_heading(raw, measure)
        if row.fault or (head is not None and head.fault):
            # A column of units beside several columns of figures says nothing of one whose heading has its own.
            is_of_another = raw.shares_unit and row.fault == "wrong_unit" and head is not None and not head.fault
            return head if is_of_another and head is not None else row if row.fault else head or row
        stated = [found.unit for found in (row, head) if found is not None and found.unit is not _ONE]
        if len(stated) == 2 and not _agree(*stated):
            return Measured(fault="unit_conflict", said=f"{stated[0].text} / {stated[1].text}")
        if stated:
            return Measured(max(stated, key=lambda unit: bool(unit.currency)))
        general = self._general(measure)
        is_left_out = not general.fault and general.unit is _ONE and raw.row_unit == "" and measure in self.scaled
        return Measured(fault="no_unit", said=raw.heading) if is_left_out else general

    def _of_row(self, raw: Raw, measure: str) -> Measured:
        if not raw.row_unit:
            return Measured()
        found = units.parse(raw.row_unit)
        if found is None:
            return Measured(fault="unknown_unit", said=raw.row_unit)
        return Measured(found) if units.fits(measure, found) else Measured(fault="wrong_unit", said=raw.row_unit)

    def _general(self, measure: str) -> Measured:
        fitting = [unit for unit in (*self.told.all, *self.told.some) if units.fits(measure, unit)]
        if len({unit.same for unit in fitting}) > 1:
            return Measured(fault="unit_conflict", said=" / ".join(unit.text for unit in fitting))
        if fitting:
            return Measured(fitting[0])
        if self.told.unknown:
            return Measured(fault="unknown_unit", said=self.told.unknown)
        return Measured(fault="wrong_unit", said=self.told.all[0].text) if self.told.all else Measured()


def measuring(told: Told, found: Iterable[tuple[Raw, str, Figure]]) -> Measuring:
    """Look through a table's figures for what the unit of one says of another.

    Parameters
    ----------
    found : cell, its measure and its figure, for each cell with one.
    """
    listed = [item for item in found if item[1]]
    scaled: set[str] = set()
    for raw, measure, _ in listed:
        unit = units.parse(raw.row_unit) if raw.row_unit else None
        if unit is not None and unit.factor != 1 and units.fits(measure, unit):
            scaled.add(measure)
    first = Measuring(told, frozenset(scaled))
    counts: dict[str, Counter[str]] = {}
    for raw, measure, figure in listed:
        one = first.of(raw, measure, figure).unit
        if one.currency:
            counts.setdefault(measure, Counter())[one.currency] += 1
    return Measuring(told, frozenset(scaled), {name: count.most_common(1)[0][0] for name, count in counts.items()})


def measure_of(raw: Raw, figure: Figure, told: Told) -> str:
    """Return the measure that the unit of a cell tells, where nothing else does; "" if it tells nothing."""
    texts = (raw.row_unit or "", figure.unit)
    stated: Sequence[Unit | None] = (units.parse(texts[0]), raw.unit, units.parse(texts[1]))
    for unit in stated:
        if unit is not None and (measure := units.measure_of(unit)):
            return measure
    general = {measure for unit in (*told.all, *told.some) if (measure := units.measure_of(unit))}
    return general.pop() if len(general) == 1 else ""


def _of_heading(raw: Raw, measure: str) -> Measured | None:
    """Return the unit of a cell's heading or of the text of its measure; None where neither has one."""
    said = headings.read(raw.measure) if raw.measure and raw.measure not in vocabulary.MEASURES else None
    unknown = raw.unknown_unit or (said.unknown if said is not None else "")
    stated = [unit for unit in (raw.unit, said.unit if said is not None else None) if unit is not None]
    if unknown:
        return Measured(fault="unknown_unit", said=unknown)
    if not stated:
        return None
    if len(stated) == 2 and not _agree(*stated):
        return Measured(fault="unit_conflict", said=f"{stated[0].text} / {stated[1].text}")
    wrong = next((unit for unit in stated if not units.fits(measure, unit)), None)
    return Measured(stated[-1]) if wrong is None else Measured(fault="wrong_unit", said=wrong.text)


def _of_percent(raw: Raw) -> Measured:
    """Return the unit of a relative error: percent, whatever the unit of the table; a row of its own has to agree."""
    if raw.row_unit and raw.measure != "rse_pct":
        found = units.parse(raw.row_unit)
        if found is None or found.kind != "ratio":
            return Measured(fault="unknown_unit" if found is None else "wrong_unit", said=raw.row_unit)
        return Measured(found)
    return Measured(raw.unit) if raw.unit is not None and raw.unit.kind == "ratio" else Measured()


def _agree(one: Unit, other: Unit) -> bool:
    """Tell whether two units are of one size; money of which one names no currency is of the other's."""
    return one.factor == other.factor and (one.currency == other.currency or not (one.currency and other.currency))


def _times(found: Measured, exponent: str) -> Measured:
    """Apply the power of ten that a row states of its figures; of one that a unit states too, both say the same."""
    if found.fault or not exponent or exponent == "0":
        return found
    if not exponent.isdigit() or int(exponent) > 12:
        return Measured(fault="unknown_unit", said=exponent)
    unit, power = found.unit, 10.0 ** int(exponent)
    if unit.factor == power:
        return found
    if unit.factor != 1:
        return Measured(fault="unit_conflict", said=f"{unit.text} / 10^{exponent}")
    return Measured(Unit(f"{unit.text or '1'} × 10^{exponent}", power, unit.kind, unit.currency))
