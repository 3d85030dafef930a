"""Legal entities, brands, offices and their settings."""
