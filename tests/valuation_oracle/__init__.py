"""An independent reckoning of what accounts are worth, and random worlds to compare it in."""
