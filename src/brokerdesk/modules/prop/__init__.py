"""Prop challenges: programmes, phases, floors, decisions.

Owns: the engine that decides pass, fail, pause and reset (`engine`), live and offline alike.
Never: decides on an estimate; moves money.
"""
