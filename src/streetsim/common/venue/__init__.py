"""What the simulated trading servers have in common: their life, doors, clock and bots."""
