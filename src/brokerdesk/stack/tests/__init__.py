"""Tests of the embedded stack, on servers and processes of their own."""
