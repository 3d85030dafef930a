"""Who did what, when, before and after: sealed in a hash chain."""
