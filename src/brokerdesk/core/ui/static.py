"""Addresses of static files that change with their content, so that browsers keep them for long."""

from functools import cache
from hashlib import blake2b
from pathlib import Path

from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import StaticFilesStorage


@cache
def _version(name: str) -> str:
    found = finders.find(name)
    if not isinstance(found, str):
        return ""
    return blake2b(Path(found).read_bytes(), digest_size=6).hexdigest()


class VersionedStorage(StaticFilesStorage):
    """Appends a version to each address; the files keep their names."""

    def url(self, name: str | None, force: bool = False) -> str:
        """Return the address with the version of the file as it was at the first use."""
        plain = super().url(name)
        version = _version(name) if name else ""
        return f"{plain}?v={version}" if version else plain
