"""What people attach: refused unless it is plainly what it says, sealed as it came, cleaned for others' eyes.

Knows nothing of what an attachment belongs to; the owner keeps a foreign key to its row.
"""
