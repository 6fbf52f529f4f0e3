"""Webhooks: events that are sent to client systems, in the form of the Standard Webhooks."""
