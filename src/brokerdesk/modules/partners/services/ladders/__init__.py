"""Ranks that partners reach and lose by themselves, every night."""
