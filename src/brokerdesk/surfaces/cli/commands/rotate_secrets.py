"""`brokerdesk rotate-secrets`: encrypt what is stored with the newest key."""

import argparse
import sys

from ..command import Command, setup_django
from ..context import database


def run(_: argparse.Namespace) -> int:
    """Encrypt credentials and seeds anew; the processes must know the newest key already."""
    with database():
        setup_django()
        from brokerdesk.core.identity.mfa import encrypt_anew
        from brokerdesk.core.secrets import rotate

        count = rotate() + encrypt_anew()
    sys.stdout.write(f"{count} secrets are encrypted with the newest key\n")
    return 0


COMMAND = Command(run)
