"""A day of many challenges over a change of clocks, played fast, with workers that die."""
