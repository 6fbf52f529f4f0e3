from enum import StrEnum


class RatingChannel(StrEnum):
    DEVICE = "device"
    SMS = "sms"
    WEB = "web"
    WINDOW = "window"

    def __str__(self) -> str:
        return str(self.value)
