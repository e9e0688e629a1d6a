"""Layer as the doctor holds it: attributes, geometry and reference system side by side, with what was found.

Attributes and geometry are kept apart because a field of an upload may itself be called `geometry`.
"""

from __future__ import annotations

import itertools
from collections import Counter
from dataclasses import dataclass, field, replace
from pathlib import PurePosixPath
from typing import Any

import numpy as np
import pandas as pd
from pyproj import CRS

from geo.ingest.findings import Choice, Finding
from geo.ingest.texts.encoding import Verdict


@dataclass(slots=True)
class Layer:
    """One layer of an upload.

    Attributes
    ----------
    name : as a person should see it; data, so never a path and never markup.
    table : attributes, one row per feature, unique column names, default index.
    geometry : array of shapely geometries or None, as long as `table`.
    crs : the reference system as declared or decided, None while unknown.
    crs_text : what the file says about its reference system, "" if nothing.
    crs_fixed : the format itself fixes the reference system (KML, GPX, GeoJSON without `crs`).
    joined : the geometries are administrative boundaries of ours, found by code or name.
    declared_datum : a datum named by the file's own words, such as a column `gcj02_lng`; "" if none.
    format : key of the format registry.
    origin : name of the member of an archive it was read from, folders included; "" for a file of its own.
    """

    name: str
    table: pd.DataFrame
    geometry: np.ndarray[Any, Any]
    crs: CRS | None = None
    crs_text: str = ""
    crs_fixed: bool = False
    joined: bool = False
    declared_datum: str = ""
    format: str = ""
    origin: str = ""
    findings: list[Finding] = field(default_factory=list)

    @property
    def features(self) -> int:
        """Return the number of features, with or without geometry."""
        return len(self.geometry)

    def found(self, code: str, **details: Any) -> None:
        """Note a finding; `values` fills its text, the other keywords are those of Finding."""
        self.findings.append(Finding(code, layer=self.name, **details))

    def rename(self, name: str) -> None:
        """Give the layer another name, in what was found of it too."""
        self.findings = [replace(finding, layer=name) for finding in self.findings]
        self.name = name

    def note_encoding(self, verdict: Verdict, *, forced: str = "") -> None:
        """Note which encoding the texts are read with, unless they are plain ASCII."""
        if verdict.plain:
            return
        values = {"encoding": (forced or verdict.name).upper(), "declared": verdict.declared}
        choices = tuple(Choice(key=name, evidence="") for name in (verdict.name, *verdict.alternatives))
        code = "encoding_detected"
        if forced:
            code = "encoding_forced"
        elif not verdict.certain:
            code = "encoding_uncertain"
        elif verdict.declared and verdict.contradicts:
            code = "encoding_contradicts"
        self.found(
            code,
            values=values,
            before=verdict.garbled,
            after=verdict.sample,
            certain=verdict.certain or bool(forced),
            choices=choices,
        )


def unique_names(names: list[str]) -> tuple[list[str], list[tuple[str, str]]]:
    """Make column names unique and non-empty; returns them and the pairs (old, new) that changed.

    Examples
    --------
    >>> unique_names(["a", "a", ""])
    (['a', 'a_2', 'field_3'], [('a', 'a_2'), ('', 'field_3')])
    """
    taken: set[str] = set()
    reserved = set(names)
    result: list[str] = []
    changed: list[tuple[str, str]] = []
    for position, name in enumerate(names, start=1):
        new = name or f"field_{position}"
        number = 2
        while new in taken or (new != name and new in reserved):
            new = f"{name or f'field_{position}'}_{number}"
            number += 1
        taken.add(new)
        result.append(new)
        if new != name:
            changed.append((name, new))
    return result, changed


def tell_apart(layers: list[Layer]) -> None:
    """Give layers of one name, such as the same map of two years, names of their own: of their folder, else a number.

    A layer is asked for by its name, so a second one of that name would never be seen.
    """
    counts = Counter(layer.name for layer in layers)
    taken = {layer.name for layer in layers if counts[layer.name] == 1}
    for layer in [layer for layer in layers if counts[layer.name] > 1]:
        path = PurePosixPath(layer.origin)
        options = [f"{path.parent}/{layer.name}" if layer.origin.count("/") else layer.name, layer.origin]
        numbered = (f"{layer.name} ({number})" for number in itertools.count(2))
        name = next(option for option in itertools.chain(options, numbered) if option and option not in taken)
        taken.add(name)
        if name != layer.name:
            layer.rename(name)
