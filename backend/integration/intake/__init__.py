"""Complaints that client systems send, and what they may know of them afterwards."""
