"""The one check and store of uploaded files, for other rooms too."""

from ..files import CheckedFile, check_file, forget, read, store

__all__ = ["CheckedFile", "check_file", "forget", "read", "store"]
