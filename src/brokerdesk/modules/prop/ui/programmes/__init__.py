"""Programmes in the back office: templates, the editor, versions; trials before they are sold."""

from . import as_json, lab, lab_forms, lists, making, naming, rules, shown

__all__ = ["as_json", "lab", "lab_forms", "lists", "making", "naming", "rules", "shown"]
