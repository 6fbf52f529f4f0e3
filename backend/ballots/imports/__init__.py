"""Answers from spreadsheets: what was collected on paper, at meetings, by telephone or by another system."""
