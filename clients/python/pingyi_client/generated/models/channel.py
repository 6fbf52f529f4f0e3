from enum import StrEnum


class Channel(StrEnum):
    API = "api"
    HOTLINE = "hotline"
    LETTER = "letter"
    MAYOR_MAILBOX = "mayor_mailbox"
    RECEPTION_DAY = "reception_day"
    VISIT = "visit"
    WEB = "web"

    def __str__(self) -> str:
        return str(self.value)
