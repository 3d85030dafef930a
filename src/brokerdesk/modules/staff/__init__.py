"""People who work here: roles, offices, sign-in."""
