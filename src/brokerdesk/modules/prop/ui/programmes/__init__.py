"""Programmes in the back office: templates, the editor, versions; trials before they are sold."""

from . import lab, lab_forms, lists, making, rules, shown

__all__ = ["lab", "lab_forms", "lists", "making", "rules", "shown"]
