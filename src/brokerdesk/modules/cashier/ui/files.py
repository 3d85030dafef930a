"""Serving a kept file so that no browser runs it."""

from urllib.parse import quote

from django.http import HttpResponse

from ..services.proofs import ProofFile


def proof_answer(file: ProofFile) -> HttpResponse:
    """Send a proof: typed by its checked content, never sniffed, never cached."""
    response = HttpResponse(file.content, content_type=file.content_type)
    response["Content-Disposition"] = f"inline; filename*=UTF-8''{quote(file.original_name)}"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cache-Control"] = "private, no-store"
    return response
