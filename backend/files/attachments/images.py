"""Pictures: decoded once under a limit of pixels, and written anew from nothing but their pixels."""

import warnings
from io import BytesIO
from typing import Final

from PIL import Image, ImageOps, UnidentifiedImageError

from backend.files.attachments.errors import AttachmentDamaged, AttachmentNotItsKind, AttachmentTooManyPixels
from backend.files.attachments.kinds import Kind

MAX_PIXELS: Final = 40_000_000
_FORMATS: Final = {Kind.JPG: "JPEG", Kind.PNG: "PNG"}
_JPEG_QUALITY: Final = 90


def clean_image(content: bytes, kind: Kind) -> bytes:
    """The picture turned upright, without EXIF, place, colour profile, texts, thumbnails and what follows its end.

    Raises AttachmentNotItsKind, AttachmentTooManyPixels, AttachmentDamaged.
    """
    Image.MAX_IMAGE_PIXELS = None  # the limit below is ours, and comes before any pixel is decoded
    try:
        with warnings.catch_warnings(action="ignore"), Image.open(BytesIO(content), formats=[_FORMATS[kind]]) as image:
            if image.width * image.height > MAX_PIXELS:
                raise AttachmentTooManyPixels
            image.load()
            upright = ImageOps.exif_transpose(image)
            plain = _plain(upright, kind)
    except UnidentifiedImageError as problem:
        raise AttachmentNotItsKind from problem
    except (OSError, SyntaxError, ValueError, EOFError) as problem:  # what Pillow says about broken pictures
        raise AttachmentDamaged from problem
    written = BytesIO()
    options = {"quality": _JPEG_QUALITY} if kind is Kind.JPG else {}
    plain.save(written, _FORMATS[kind], **options)
    return written.getvalue()


def _plain(image: Image.Image, kind: Kind) -> Image.Image:
    """The pixels in a mode that every program shows, with an empty `info`, which is what writers take metadata from."""
    transparent = image.mode in ("LA", "PA", "RGBA") or "transparency" in image.info
    if kind is Kind.PNG and transparent:
        plain = image.convert("RGBA")
    elif image.mode in ("1", "L"):
        plain = image.convert("L")
    elif image.mode.startswith("I"):  # 16 bits of grey; `convert` would cut them off instead of scaling
        plain = image.convert("I").point(lambda value: value / 256).convert("L")
    else:
        plain = image.convert("RGB")
    plain.info = {}
    plain.getexif().clear()
    return plain


def strip_jpeg(content: bytes) -> bytes:
    """A JPEG without the segments that carry metadata, its pixels untouched. Raises AttachmentDamaged.

    APP0 (JFIF) and APP14 (the colour transform) stay: without the latter some pictures change their colours.
    """
    kept = bytearray(content[:2])
    position = 2
    while content[position : position + 2] != b"\xff\xda":  # start of the pixels
        segment = content[position : position + 4]
        if len(segment) < 4 or segment[0] != 0xFF:
            raise AttachmentDamaged
        end = position + 2 + int.from_bytes(segment[2:], "big")
        marker = segment[1]
        if not (0xE1 <= marker <= 0xEF or marker == 0xFE) or marker == 0xEE:
            kept += content[position:end]
        position = end
    return bytes(kept + content[position:])
