"""What a period's volume pays beside the plans, settled when it has ended."""
