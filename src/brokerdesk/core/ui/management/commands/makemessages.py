"""Collect the message catalogue; where `_` is the lazy form, the rooms call the other `_t`."""

from django.core.management.commands import makemessages


class Command(makemessages.Command):
    """`makemessages` that knows `_t`."""

    xgettext_options = [*makemessages.Command.xgettext_options, "--keyword=_t"]
