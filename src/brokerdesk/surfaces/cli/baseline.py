"""The schema that the migrations up to a release make, as one file: a new database begins with it.

`python -m scripts.baseline` writes the file; docs/adr/0011 says why it is there.
"""

from pathlib import Path

import psycopg

FILE = Path(__file__).with_suffix(".sql")
MAJOR = 18  # of the server whose dump it is; another one takes the migrations instead

_FOUND = """
SELECT (SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace),
       (SELECT count(*) FROM pg_default_acl)
"""


def fits(link: psycopg.Connection) -> bool:
    """Say whether the database is empty and its server reads the file.

    Rights by default count: the file gives each table its rights and takes none away, so a table
    that is append-only would be writable.
    """
    found = link.execute(_FOUND).fetchone()
    return found == (0, 0) and link.info.server_version // 10_000 == MAJOR


def load(link: psycopg.Connection) -> None:
    """Make all tables, functions and triggers in the caller's transaction."""
    link.execute("SET LOCAL check_function_bodies = off")
    link.execute(FILE.read_bytes())
    link.execute("SET LOCAL check_function_bodies = on")
