"""Tests that span the house, and the harness that all tests stand on."""
