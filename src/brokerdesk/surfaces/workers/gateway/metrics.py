"""What Prometheus reads of a gateway."""

from prometheus_client import Counter, Gauge, Histogram, start_http_server

_SERVER = ("server",)
DEALS = Counter("gateway_deals_total", "Deals stored", _SERVER)
POLLS = Counter("gateway_polls_total", "Readings of new deals", (*_SERVER, "result"))
CONNECTS = Counter("gateway_connects_total", "Connections opened", (*_SERVER, "purpose"))
ERRORS = Counter("gateway_errors_total", "Failures of the platform", _SERVER)
QUEUE = Gauge("gateway_queue", "Commands that wait or are in doubt", _SERVER)
HINTS = Counter("gateway_hints_total", "What the platform told by itself", _SERVER)
COMMANDS = Counter("gateway_commands_total", "Commands sent", (*_SERVER, "kind", "outcome"))
LOOKUPS = Counter("gateway_lookups_total", "Unknown commands looked up", (*_SERVER, "found"))
RESCANS = Counter("gateway_rescan_findings_total", "What rescans found", (*_SERVER, "finding"))
LAG = Gauge("gateway_lag_seconds", "Age of the last complete reading of deals", _SERVER)
UP = Gauge("gateway_up", "1 while the platform answers", _SERVER)
DIFFERENCES = Gauge("gateway_balance_differences", "Accounts whose mirror differs", _SERVER)
INGEST = Histogram(
    "gateway_ingest_seconds",
    "Time to store one piece of a reading",
    _SERVER,
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5),
)
COMMAND = Histogram(
    "gateway_command_seconds",
    "Time from the sending of a command to its answer",
    _SERVER,
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5, 15),
)


def serve(port: int) -> None:
    """Serve the metrics on loopback."""
    start_http_server(port, addr="127.0.0.1")
