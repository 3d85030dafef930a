"""Templates: what firms have published, as of a date, in the format of programmes. Pure data."""

from .templates import Size, Source, Template, Variant, template, templates

__all__ = ["Size", "Source", "Template", "Variant", "template", "templates"]
