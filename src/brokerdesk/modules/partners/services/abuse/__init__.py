"""Rules against abuse: what they find becomes cases, which people decide."""
