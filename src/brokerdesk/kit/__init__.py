"""Pure Python without Django and without I/O: money, clock, ids, rounding, retry, errors."""
