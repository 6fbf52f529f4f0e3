"""Notices: what happened to which number, shown on the pages of the person concerned and sent by mail."""
