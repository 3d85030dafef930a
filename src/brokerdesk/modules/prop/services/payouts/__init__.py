"""Rewards of funded traders: conditions, request, freeze, review by two people, payment."""
