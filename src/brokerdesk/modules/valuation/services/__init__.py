"""Commands of the valuation room, and the desk that worker processes run."""
