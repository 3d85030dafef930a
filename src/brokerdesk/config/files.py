"""Where uploaded files are kept: a folder of this machine, or an S3-compatible store."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlsplit

FORM = "it is empty, `local`, or s3://BUCKET[/PREFIX][?endpoint=URL&region=NAME]"
OPTIONS = frozenset({"endpoint", "region"})


@dataclass(frozen=True, slots=True)
class S3Place:
    """A bucket; without an endpoint, Amazon's."""

    bucket: str
    prefix: str = ""
    endpoint: str = ""
    region: str = ""


def s3_place(address: str) -> S3Place | None:
    """Read a FILE_STORAGE; None is the local folder.

    Raises:
        ValueError: it is neither.
    """
    if address in ("", "local"):
        return None
    parts = urlsplit(address)
    given = parse_qsl(parts.query, keep_blank_values=True)
    options = dict(given)
    if parts.scheme != "s3" or not parts.netloc or "@" in parts.netloc or parts.fragment:
        raise ValueError(FORM)
    if set(options) - OPTIONS or len(options) < len(given) or "" in options.values():
        raise ValueError(FORM)
    endpoint = options.get("endpoint", "")
    if endpoint and urlsplit(endpoint).scheme not in ("http", "https"):
        raise ValueError("its endpoint is an http:// or https:// address")
    return S3Place(parts.netloc, parts.path.strip("/"), endpoint, options.get("region", ""))


def storage(address: str) -> dict[str, Any]:
    """Django's storage for a FILE_STORAGE; the store's keys come from its usual environment."""
    place = s3_place(address)
    if place is None:
        return {"BACKEND": "django.core.files.storage.FileSystemStorage"}
    return {
        "BACKEND": "storages.backends.s3.S3Storage",
        "OPTIONS": {
            "bucket_name": place.bucket,
            "location": place.prefix,
            "endpoint_url": place.endpoint or None,
            "region_name": place.region or None,
            # A store of one's own seldom has a host name for each bucket.
            "addressing_style": "path" if place.endpoint else None,
            "signature_version": "s3v4",
            "default_acl": None,
            "file_overwrite": False,
        },
    }
