"""What the program sends to other machines: every outgoing request is made here."""
