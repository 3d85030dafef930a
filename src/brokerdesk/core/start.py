"""Set Django up in a process that stays."""

import gc

import django


def set_up(*, pages: bool = False) -> None:
    """Set Django up, with what serves people if asked; what it loads is never searched for rubbish.

    The searches would take a sixth of the start, and time again each time all is searched.
    """
    gc.disable()
    django.setup(set_prefix=not pages)
    if pages:
        from .app import load_pages

        load_pages()
    gc.freeze()
    gc.enable()
