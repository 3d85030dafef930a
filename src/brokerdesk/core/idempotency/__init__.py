"""A key and its input, remembered with its answer."""
