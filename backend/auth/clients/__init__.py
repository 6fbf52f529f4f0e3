"""Client systems (对接系统): other programs that ask with tokens of their own (OAuth 2.0 client credentials)."""
