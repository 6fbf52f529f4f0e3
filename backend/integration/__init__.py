"""Interfaces for other systems: complaints and records they send, words they use, changes as they happen, Open311."""
