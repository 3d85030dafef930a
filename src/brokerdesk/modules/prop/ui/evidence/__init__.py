"""Pages of evidence: reports, appeals, overrides; importing registers them."""

from . import appeals, contesting, files, overrides, overriding, own, reports, seal_keys

__all__ = [
    "appeals",
    "contesting",
    "files",
    "overrides",
    "overriding",
    "own",
    "reports",
    "seal_keys",
]
