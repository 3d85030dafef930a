"""Competitions: held by staff, joined by order, ranked by closed results, prizes by approval."""
