"""What Prometheus reads of a valuation process."""

from prometheus_client import Gauge, start_http_server

from brokerdesk.modules.valuation.services.desk.shift import Tally

_SHARD = ("shard",)
TICKS = Gauge("valuation_ticks", "Quotes marked since the shard was taken", _SHARD)
LOOKS = Gauge("valuation_exact_looks", "Exact looks since the shard was taken", _SHARD)
STORES = Gauge("valuation_stores", "Checkpoints since the shard was taken", _SHARD)
GAPS = Gauge("valuation_gaps", "Times that ticks were lost", _SHARD)
LAG = Gauge("valuation_lag_seconds", "Age of the newest lot that is stored", _SHARD)
ACCOUNTS = Gauge("valuation_accounts", "Accounts marked", _SHARD)
POSITIONS = Gauge("valuation_positions", "Positions marked", _SHARD)
PENDING = Gauge("valuation_pending", "Crossings by estimate that are not settled", _SHARD)
OWNED = Gauge("valuation_owned", "1 while this process marks the shard", _SHARD)


def serve(port: int) -> None:
    """Serve the metrics on loopback."""
    start_http_server(port, addr="127.0.0.1")


def show(shard: int, tally: Tally) -> None:
    """Show what a shift did so far."""
    label = str(shard)
    for gauge, number in (
        (TICKS, tally.ticks),
        (LOOKS, tally.looks),
        (STORES, tally.stores),
        (GAPS, tally.gaps),
        (LAG, tally.lag_s),
        (ACCOUNTS, tally.accounts),
        (POSITIONS, tally.positions),
        (PENDING, tally.pending),
    ):
        gauge.labels(label).set(number)
