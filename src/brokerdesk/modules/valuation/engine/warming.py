"""Have the loops compiled before the first tick."""

import os
from importlib import import_module
from pathlib import Path
from typing import Any

import numba

_SETTINGS: Any = numba.config


def warm(folder: Path | None = None) -> None:
    """Compile the loops, or load them as compiled before; `folder` keeps them between starts.

    `NUMBA_CACHE_DIR` goes before `folder`. Without either they are kept beside the code where that
    can be written, else compiled anew in each process (some seconds).
    """
    if folder is not None and not _SETTINGS.CACHE_DIR:
        folder.mkdir(parents=True, exist_ok=True)
        _SETTINGS.CACHE_DIR = str(folder)
    import_module(f"{__package__}.kernel")


def keeps() -> bool:
    """Whether what is compiled can be kept."""
    return bool(_SETTINGS.CACHE_DIR) or os.access(Path(__file__).parent, os.W_OK)
