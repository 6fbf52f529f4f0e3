"""Keeping the calendar: the years as they are published, the days of this place, the office hours."""
