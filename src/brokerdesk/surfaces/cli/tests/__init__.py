"""Tests of the command line, as an operator uses it: in processes of its own."""
