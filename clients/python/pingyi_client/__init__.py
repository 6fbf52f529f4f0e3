"""The Python client of the API of Pingyi 评议."""

from pingyi_client.connecting import Refused, connect

__all__ = ["Refused", "connect"]
