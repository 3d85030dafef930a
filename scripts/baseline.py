"""Write the baseline: what all migrations of today make of an empty database."""

import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from brokerdesk.stack import Services, programs
from brokerdesk.surfaces.cli.baseline import FILE
from brokerdesk.surfaces.cli.command import setup_django
from brokerdesk.surfaces.cli.commands.migrate import prepare

# Made anew after each migration, whatever the baseline says.
_DERIVED = ("django_content_type", "auth_permission")
_OPTIONS = ("--no-owner", "--no-comments", "--schema=public", "--inserts", "--restrict-key=none")
# Titles, session settings, the tool's own commands, rights by default: the loader sees to them.
_LEFT_OUT = re.compile(
    r"^(--\n-- Name: .*\n--\n\n|SET \w+ = .*;\n|\\.*\n|CREATE SCHEMA public;\n"
    r"|ALTER DEFAULT PRIVILEGES .*\n|SELECT pg_catalog\.set_config.*\n)",
    re.MULTILINE,
)


def dump(database_url: str, *options: str) -> str:
    """Give a database's schema as pg_dump tells it."""
    command = [str(programs() / "pg_dump"), f"--dbname={database_url}", *_OPTIONS, *options]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def main() -> int:
    """Replay all migrations in a database of our own and write what they made."""
    with tempfile.TemporaryDirectory() as folder:
        services = Services(Path(folder), durable=False)
        addresses = services.start()
        try:
            os.environ |= addresses.environment() | {"DATA_DIR": folder}
            prepare(addresses.database_url, replay=True)
            setup_django(as_owner=True)
            from django.core.management import call_command

            call_command("migrate", interactive=False, verbosity=0)
            left_out = [f"--exclude-table-data={table}" for table in _DERIVED]
            text = dump(addresses.database_url, *left_out)
        finally:
            services.stop()
    FILE.write_text(_LEFT_OUT.sub("", text))
    sys.stdout.write(f"{FILE.name} is written\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
