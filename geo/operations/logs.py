"""Logs as JSON, one object a line, with the id of the request; set by OBSERVATORY_LOG.

A line about a request holds its kind, method, status, bytes and time: no address of a person, no path and no query, for
these hold ids that are permissions and what people look at. What people do stands in the audit record alone.
"""

from __future__ import annotations

import datetime as dt
import json
import logging
import re
import sys
from contextvars import ContextVar
from typing import Any, Final

REQUEST_ID: ContextVar[str] = ContextVar("request_id", default="")
"""Id of the request that is answered; threads of the pool inherit it."""
ACCESS: Final = logging.getLogger("geo.requests")
_OTHERS: Final = ("uvicorn", "uvicorn.error", "streamlit")
_OF_PERSON: Final = re.compile(r"\S+:\d+ - ")


class JsonLines(logging.Formatter):
    """Writes a record as one line of JSON.

    Examples
    --------
    >>> record = logging.LogRecord("geo", logging.INFO, "", 0, "a\\nb", None, None)
    >>> json.loads(JsonLines().format(record))["message"]
    'a\\nb'
    """

    def format(self, record: logging.LogRecord) -> str:
        """Return the line: never more than one, whatever the message holds."""
        at = dt.datetime.fromtimestamp(record.created, tz=dt.UTC).isoformat(timespec="milliseconds")
        line: dict[str, Any] = {
            "at": at.replace("+00:00", "Z"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        if request_id := REQUEST_ID.get():
            line["request_id"] = request_id
        line |= getattr(record, "fields", {})
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False)


def tells_of_nobody(record: logging.LogRecord) -> bool:
    """Tell whether a line may be written: the server's own of a connection begin with somebody's address.

    Examples
    --------
    >>> def line(words: str) -> logging.LogRecord:
    ...     return logging.LogRecord("uvicorn.error", logging.INFO, "", 0, words, None, None)
    >>> tells_of_nobody(line('10.0.0.7:50412 - "WebSocket /_stcore/stream" [accepted]'))
    False
    >>> tells_of_nobody(line("connection open"))
    True
    """
    return not (record.name.startswith("uvicorn") and _OF_PERSON.match(record.getMessage()))


def write_json() -> None:
    """Let this process log JSON to standard error: our own loggers, Streamlit's and the server's."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines())
    handler.addFilter(tells_of_nobody)
    root = logging.getLogger()
    root.handlers[:] = [handler]
    ACCESS.setLevel(logging.INFO)
    for name in _OTHERS:
        other = logging.getLogger(name)
        other.handlers.clear()
        other.propagate = True
