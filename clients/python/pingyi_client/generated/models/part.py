from enum import StrEnum


class Part(StrEnum):
    ADDRESS = "address"
    CATEGORY = "category"
    EMAIL = "email"
    EXTERNAL_DUE = "external_due"
    ID_NUMBER = "id_number"
    MODE = "mode"
    NAME = "name"
    PERSONS = "persons"
    PHONE = "phone"
    RECEIVED_AT = "received_at"
    SOURCE_ID = "source_id"
    SUBJECT = "subject"
    TEXT = "text"
    UNIT = "unit"
    WISH = "wish"

    def __str__(self) -> str:
        return str(self.value)
