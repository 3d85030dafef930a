"""`brokerdesk reconcile`: ledger with itself, with the platforms, with the providers."""

import argparse
import json
import sys

from brokerdesk.kit.clock import now

from ..command import Command, setup_django
from ..context import database


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add the form of the answer."""
    parser.add_argument("--json", action="store_true", help="print one JSON object")


def run(options: argparse.Namespace) -> int:
    """Compare item by item as it is now; exit 1 where anything but what is in flight differs."""
    with database():
        setup_django()
        from brokerdesk.modules.cashier.services import reconcile
        from brokerdesk.modules.trading.services.asking import compare_now

        for code in compare_now():
            sys.stderr.write(f"{code} is compared as read last: its gateway does not answer\n")
        report = reconcile(now())
    if options.json:
        sys.stdout.write(json.dumps(report.as_json()) + "\n")
    else:
        checks = ("trial_balance", "ledger_vs_platform", "ledger_vs_psp")
        for name in checks:
            check = getattr(report, name)
            sys.stdout.write(f"{name:20} {check.items:8,} items  difference {check.total}\n")
            for one in check.differences:
                sys.stdout.write(
                    f"  {one.item}: {one.cls}, {one.amount} {one.currency},"
                    f" {one.age_s} s old ({one.detail})\n"
                )
    return 0 if report.equal else 1


COMMAND = Command(run, arguments)
