"""The subcommands, in the order of --help; those whose part is not installed are absent."""

from importlib.util import find_spec

from ..command import Command
from ..launch import DEMO_WORLD
from . import (
    audit,
    backup,
    bench,
    create_admin,
    demo,
    migrate,
    partners,
    prop,
    reconcile,
    rotate_secrets,
    seed_demo,
    serve,
    worker,
)

_SEED = (seed_demo.COMMAND, seed_demo.LIFE) if find_spec(DEMO_WORLD) else ()

COMMANDS: tuple[Command, ...] = (
    serve.RUN,
    serve.SERVE,
    migrate.COMMAND,
    create_admin.COMMAND,
    worker.COMMAND,
    backup.BACKUP,
    backup.RESTORE,
    rotate_secrets.COMMAND,
    audit.COMMAND,
    reconcile.COMMAND,
    partners.COMMAND,
    prop.COMMAND,
    demo.COMMAND,
    bench.COMMAND,
    *_SEED,
)
