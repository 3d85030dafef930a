"""Commands of compliance."""

from .defaults import ensure_brand_defaults, ensure_defaults
from .documents import begin_review, open_document, upload_document
from .level import grant_level, refresh_standing
from .review import approve_document, expire_documents, reject_document
from .settings import save_reason, update_level

__all__ = [
    "approve_document",
    "begin_review",
    "ensure_brand_defaults",
    "ensure_defaults",
    "expire_documents",
    "grant_level",
    "open_document",
    "refresh_standing",
    "reject_document",
    "save_reason",
    "update_level",
    "upload_document",
]
