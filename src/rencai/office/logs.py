"""Log lines as JSON, one event a line, with the request's id and user."""

from __future__ import annotations

import logging
from collections.abc import MutableMapping
from typing import Any

import structlog


def without_query(logger: Any, name: str, line: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """What somebody searches for may be an identity number: a line has the path of a request without it."""
    if "request" in line:
        line["request"] = str(line["request"]).partition("?")[0]
    return line


SHARED: list[Any] = [
    structlog.contextvars.merge_contextvars,
    without_query,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
]


def formatter() -> logging.Formatter:
    """The formatter of every handler; structlog's own lines go the same way."""
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *SHARED,
            structlog.processors.format_exc_info,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=SHARED, processor=structlog.processors.JSONRenderer(ensure_ascii=False)
    )
