"""The subcommands, in the order of --help."""

from ..command import Command
from . import migrate

COMMANDS: tuple[Command, ...] = (migrate.COMMAND,)
