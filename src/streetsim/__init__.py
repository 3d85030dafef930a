"""The outside world in a box: servers that speak the real wire protocols."""
