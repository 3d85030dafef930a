"""Commands of the risk room."""

from .book_rules import apply_rules, save_rule
from .books import change_books, set_book
from .marks import mark_due

__all__ = ["apply_rules", "change_books", "mark_due", "save_rule", "set_book"]
