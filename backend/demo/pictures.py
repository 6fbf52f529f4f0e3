"""A picture that a complainant of the demonstration sends along: drawn here, so that it shows nobody and no place."""

from io import BytesIO
from typing import Final

from PIL import Image, ImageDraw

NAME: Final = "网站截图.png"
_WHITE, _BLUE, _GREY, _INK = "#ffffff", "#1f4e79", "#d5dbe3", "#5b6673"


def empty_page() -> bytes:
    """A page of a web site on which nothing is found, as a PNG."""
    picture = Image.new("RGB", (640, 400), _WHITE)
    pen = ImageDraw.Draw(picture)
    pen.rectangle((0, 0, 640, 56), fill=_BLUE)
    pen.text((24, 16), "DEMO", fill=_WHITE, font_size=24)
    for line, width in enumerate((420, 300)):
        pen.rectangle((24, 88 + 32 * line, 24 + width, 104 + 32 * line), fill=_GREY)
    pen.rectangle((24, 176, 616, 360), outline=_GREY, width=2)
    pen.text((280, 244), "404", fill=_INK, font_size=48)
    written = BytesIO()
    picture.save(written, "PNG")
    return written.getvalue()
