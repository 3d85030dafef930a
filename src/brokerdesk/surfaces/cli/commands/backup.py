"""`brokerdesk backup FILE` and `brokerdesk restore FILE`."""

import argparse
import asyncio
import os
import sys
import tempfile
from pathlib import Path

import nats
import psycopg

from .. import archive
from ..command import Command, Failure
from ..context import database
from ..launch import default_data_dir


def _file(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, metavar="FILE", help="the archive (tar)")


def _file_and_replace(parser: argparse.ArgumentParser) -> None:
    _file(parser)
    parser.add_argument(
        "--replace", action="store_true", help="drop what the database holds now; stop serve first"
    )


def backup(options: argparse.Namespace) -> int:
    """Save database, files and keys; the house may run meanwhile."""
    if not options.file.absolute().parent.is_dir():
        raise Failure(f"{options.file.absolute().parent} is not a folder")
    with database() as url, tempfile.TemporaryDirectory(dir=_folder()) as work:
        size = archive.save(options.file, database_url=url, data_dir=_folder(), work=Path(work))
    sys.stdout.write(f"{options.file}: {size:,} bytes; keep it safe, it holds the keys\n")
    return 0


def restore(options: argparse.Namespace) -> int:
    """Load a backup into an empty database, or in place of what is there."""
    _folder().mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=_folder()) as work:
        archive.unpack(options.file, Path(work))
        with database() as url:
            _make_room(url, replace=options.replace)
            archive.load(Path(work), database_url=url, data_dir=_folder())
            asyncio.run(_forget_streams(os.environ.get("NATS_URL", "")))
    sys.stdout.write(f"{options.file} is restored; brokerdesk serve starts it\n")
    return 0


def _folder() -> Path:
    return default_data_dir()


def _make_room(url: str, *, replace: bool) -> None:
    """Empty the schema, if asked to, and only while nobody else uses the database."""
    with psycopg.connect(url) as link:
        others = link.execute(
            "SELECT count(*) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            " AND backend_type = 'client backend'"
        ).fetchone()
        if others and others[0]:
            raise Failure(f"{others[0]} other sessions use the database; stop the house first")
        tables = link.execute(
            "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'"
        ).fetchone()
        if tables and tables[0] and not replace:
            raise Failure("the database is not empty; --replace drops what it holds")
        link.execute("DROP SCHEMA public CASCADE")
        link.execute("CREATE SCHEMA public")


async def _forget_streams(nats_url: str) -> None:
    """Delete the bus's streams: they tell another history; they are refilled from the outbox."""
    if not nats_url:
        return
    prefix = os.environ.get("EVENTS_PREFIX", "bd")
    client = await nats.connect(nats_url, connect_timeout=5, max_reconnect_attempts=1)
    try:
        streams = client.jetstream()
        for info in await streams.streams_info():
            subjects = info.config.subjects or []
            if any(subject.startswith(f"{prefix}.") for subject in subjects):
                await streams.delete_stream(info.config.name or "")
    finally:
        await client.close()


BACKUP = Command(backup, _file)
RESTORE = Command(restore, _file_and_replace)
