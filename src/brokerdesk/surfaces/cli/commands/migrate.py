"""`brokerdesk migrate`: bring the database's schema up to date, as its owner."""

import argparse
from importlib import import_module
from importlib.util import find_spec

import psycopg
from psycopg import sql

from .. import baseline
from ..command import Command, Failure, setup_django
from ..context import database

APP_ROLE = "brokerdesk_app"
# The composition root is imported by name: nothing below it may depend on it.
_BOOTSTRAP = "brokerdesk.config.bootstrap"
_DATA = "SELECT, INSERT, UPDATE, DELETE ON TABLES"
_GRANTS = (
    "GRANT USAGE ON SCHEMA public TO {role}",
    f"ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT {_DATA} TO {{role}}",
    "ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO {role}",
    "ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT EXECUTE ON FUNCTIONS TO {role}",
)


def prepare(database_url: str, *, replay: bool) -> None:
    """Make the application role and let it use whatever the owner creates from now on.

    Migrations take rights away again where a table is append-only. An empty database begins
    with the baseline, unless every migration is to be replayed.
    """
    role = sql.Identifier(APP_ROLE)
    with psycopg.connect(database_url, connect_timeout=10) as link:
        known = link.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [APP_ROLE]).fetchone()
        if not known:
            link.execute(sql.SQL("CREATE ROLE {} NOLOGIN").format(role))
            link.execute(sql.SQL("GRANT {} TO CURRENT_USER").format(role))
        if not replay and baseline.fits(link):
            baseline.load(link)
        for grant in _GRANTS:
            link.execute(sql.SQL(grant).format(role=role))


def run(options: argparse.Namespace) -> int:
    """Prepare the database, migrate, then make the rooms' standing data."""
    with database() as url:
        try:
            prepare(url, replay=options.replay)
        except psycopg.Error as error:
            raise Failure(f"the database refuses: {error}") from error
        setup_django(as_owner=True)
        from django.core.management import call_command

        call_command("migrate", interactive=False, verbosity=options.verbosity)
        if find_spec(_BOOTSTRAP):
            import_module(_BOOTSTRAP).ensure_defaults()
    return 0


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add the verbosity and the long way."""
    parser.add_argument("--verbosity", type=int, choices=range(4), default=1)
    parser.add_argument(
        "--replay", action="store_true", help="take every migration, also on an empty database"
    )


COMMAND = Command(run, arguments)
