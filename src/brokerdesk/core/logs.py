"""Logging as JSON lines, with secrets taken out."""

import logging
import re
from collections.abc import Mapping, MutableMapping
from typing import Any

import structlog

HIDDEN = "[hidden]"
_KEY = re.compile(
    r"(^|[^a-z])(pass|password|secret|token|authorization|cookie|api_?key|seed|otp)|_rand\b|_rand$"
    r"|^pass",
    re.IGNORECASE,
)
_IN_TEXT = re.compile(
    r"""(?ix)
    (\b(?:pass\w*|password|secret\w*|\w*_rand\w*|authorization|api_?key|token|cookie)
       ["']?\s*[=:|]\s*["']?(?:bearer\s+|basic\s+)?)
    ([^\s"'|&,;}]+)
    """
)
_IN_URL = re.compile(r"(\w+://[^\s:/@]*:)([^\s@/]+)(@)")


def redact_text(text: str) -> str:
    """Hide values that follow the name of a secret, and passwords in addresses."""
    return _IN_URL.sub(rf"\1{HIDDEN}\3", _IN_TEXT.sub(rf"\1{HIDDEN}", text))


def redact(value: Any) -> Any:
    """Hide secrets in a value and in all that it holds."""
    if isinstance(value, Mapping):
        return {k: HIDDEN if _KEY.search(str(k)) else redact(v) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [redact(v) for v in value]
    if isinstance(value, bytes):
        return redact_text(value.decode(errors="replace"))
    return redact_text(value) if isinstance(value, str) else value


def _redact_event(
    logger: Any, method: str, event: MutableMapping[str, Any]
) -> MutableMapping[str, Any]:
    """Structlog's form of `redact`; its own private keys stay."""
    for key in list(event):
        if not key.startswith("_"):
            event[key] = HIDDEN if _KEY.search(key) else redact(event[key])
    return event


def _correlation(
    logger: Any, method: str, event: MutableMapping[str, Any]
) -> MutableMapping[str, Any]:
    from brokerdesk.core.context import correlation_id

    current = correlation_id()
    if current is not None:
        event["correlation_id"] = str(current)
    return event


def configure(service: str, level: str = "INFO") -> None:
    """Send all logging of the process to stderr as JSON lines that name the service."""
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.PositionalArgumentsFormatter(),
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
        _correlation,
        _redact_event,
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler()
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.JSONRenderer(),
            ],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    for chatty in ("httpx", "httpcore", "procrastinate", "asyncio", "nats"):
        logging.getLogger(chatty).setLevel(logging.WARNING)
    structlog.contextvars.bind_contextvars(service=service)
