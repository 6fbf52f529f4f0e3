"""Screening of a counted round: what looks odd about its sheets, and what the office decides about it (method, section 11).

A flag deletes nothing and leads to nobody. Sheets that are left out by a decision stay stored; the round is counted a
second time without them.
"""
