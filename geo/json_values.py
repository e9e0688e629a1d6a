"""Values of tables as JSON can hold them."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd


def plain(value: Any) -> Any:  # noqa: PLR0911 - one return per kind of value
    """Return a value as JSON can hold it, untruncated: dates as ISO 8601, bytes as hex, no NaN.

    Examples
    --------
    >>> plain(float("nan")), plain(dt.date(2024, 1, 9)), plain(np.int64(3)), plain({"a": b"x"})
    (None, '2024-01-09', 3, {'a': '78'})
    """
    if value is None or value is pd.NA or value is pd.NaT:
        return None
    if isinstance(value, (bool, str, int)):
        return value
    if isinstance(value, float):
        return value if math.isfinite(value) else (None if math.isnan(value) else str(value))
    if isinstance(value, np.generic):
        return plain(value.item()) if not isinstance(value, (np.datetime64, np.timedelta64)) else str(value)
    if isinstance(value, (dt.date, dt.time, pd.Timestamp)):
        return value.isoformat()
    if isinstance(value, (bytes, bytearray, memoryview)):
        return bytes(value).hex()
    if isinstance(value, Mapping):
        return {str(key): plain(entry) for key, entry in value.items()}
    if isinstance(value, (list, tuple, set, np.ndarray)):
        return [plain(entry) for entry in value]
    return str(value)
