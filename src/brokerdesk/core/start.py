"""Set Django up in a process that stays."""

import gc

import django


def set_up(*, set_prefix: bool = True) -> None:
    """Set Django up; what that loads is kept, and never searched for rubbish.

    The searches would take a sixth of the start, and time again each time all is searched.
    """
    gc.disable()
    django.setup(set_prefix)
    gc.freeze()
    gc.enable()
