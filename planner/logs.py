"""Logs of servers and workers: one line of JSON an event on standard error, without the values of variables."""

import logging
import sys

import structlog


def log_to_standard_error() -> None:
    """Begin to log. Traces show code and never values: those may be secrets or somebody's document."""
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(),
        ],
        logger_factory=structlog.WriteLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
