"""Attachments made for tests: sound ones full of names and places, and hostile ones."""

import io
import struct
import zipfile
import zlib
from collections.abc import Mapping

import pikepdf
from PIL import Image
from PIL.PngImagePlugin import PngInfo

CANARY = "张三丰13812345678"
"""Stands wherever metadata could name somebody; no cleaned copy may hold it in any form."""
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006"
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
SHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
DOCX_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"


def exif(orientation: int = 6) -> Image.Exif:
    """A camera's: turned, with a place, an owner and a thumbnail's worth of tags."""
    data = Image.Exif()
    data[0x0112] = orientation
    data[0x010F] = "Camera"
    data[0x013B] = "canary-artist"
    data[0x8298] = "canary-copyright"
    gps = data.get_ifd(0x8825)
    gps.update({1: "N", 2: (21.0, 29.0, 13.0), 3: "E", 4: (109.0, 7.0, 9.0)})
    return data


def jpg(width: int = 40, height: int = 20, **options: object) -> bytes:
    file = io.BytesIO()
    extras = {"exif": exif(), "icc_profile": b"canary-profile", "comment": CANARY.encode()} | options
    Image.new("RGB", (width, height), "red").save(file, "JPEG", **extras)
    return file.getvalue()


def png(mode: str = "RGBA", width: int = 40, height: int = 20) -> bytes:
    file = io.BytesIO()
    texts = PngInfo()
    texts.add_text("Author", "canary-author")
    texts.add_itxt("Comment", CANARY, zip=True)
    Image.new(mode, (width, height)).save(file, "PNG", pnginfo=texts, exif=exif(), icc_profile=b"canary-profile")
    return file.getvalue()


def png_header(width: int, height: int) -> bytes:
    """A few bytes that claim to be a picture of any size."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack("!I", len(data)) + kind + data + struct.pack("!I", zlib.crc32(kind + data))

    header = chunk(b"IHDR", struct.pack("!IIBBBBB", width, height, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + header + chunk(b"IDAT", zlib.compress(bytes(10_000))) + chunk(b"IEND", b"")


def archive(parts: Mapping[str, str | bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", compression, compresslevel=1) as written:
        for name, part in parts.items():
            written.writestr(name, part)
    return file.getvalue()


def relations(*entries: tuple[str, str, bool]) -> str:
    """The text of a .rels part from kind, target and whether it is outside."""
    lines = "".join(
        f'<Relationship Id="r{number}" Type="{kind if ":" in kind else f"{OFFICE}/relationships/{kind}"}" '
        f'Target="{target}"{" TargetMode=" + chr(34) + "External" + chr(34) if outside else ""}/>'
        for number, (kind, target, outside) in enumerate(entries)
    )
    return f'<Relationships xmlns="{PACKAGE}/relationships">{lines}</Relationships>'


def types(main: str, *overrides: str) -> str:
    named = "".join(f'<Override PartName="/{name}" ContentType="application/xml"/>' for name in overrides)
    return (
        f'<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels" ContentType="application/xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{named}'
        f'<Override PartName="/main.xml" ContentType="{main}"/></Types>'
    )


def properties() -> dict[str, str]:
    return {
        "docProps/core.xml": f'<p xmlns:dc="d"><dc:creator>{CANARY}</dc:creator><lastModifiedBy>{CANARY}</lastModifiedBy></p>',
        "docProps/app.xml": f"<Properties><Company>{CANARY}</Company><Manager>{CANARY}</Manager></Properties>",
        "docProps/custom.xml": f"<Properties><property>{CANARY}</property></Properties>",
        "docProps/thumbnail.jpeg": jpg(),  # type: ignore[dict-item]
    }


def docx(extra: Mapping[str, str | bytes] | None = None, body: str = "") -> bytes:
    text = (
        f'<w:document xmlns:w="{WORD}" xmlns:mc="m" mc:Ignorable="w"><w:body><w:p w:rsidR="00AB12CD"><w:r><w:t>窗口无人</w:t></w:r>'
        f'<w:ins w:author="{CANARY}" w:date="2026-11-01T08:00:00Z"><w:r><w:t>补充</w:t></w:r></w:ins></w:p>{body}</w:body></w:document>'
    )
    parts: dict[str, str | bytes] = {
        "[Content_Types].xml": types(DOCX_TYPE, "docProps/custom.xml", "word/people.xml"),
        "_rels/.rels": relations(
            ("officeDocument", "word/document.xml", False), (f"{PACKAGE}/thumbnail:", "docProps/thumbnail.jpeg", False)
        ),
        "word/document.xml": text,
        "word/_rels/document.xml.rels": relations(
            ("image", "media/image1.jpeg", False),
            ("people", "people.xml", False),
            ("hyperlink", "https://www.gov.cn/", True),
        ),
        "word/comments.xml": f'<w:comments xmlns:w="{WORD}"><w:comment w:author="{CANARY}" w:initials="{CANARY}" '
        'w:id="0"><w:p><w:r><w:t>批注</w:t></w:r></w:p></w:comment></w:comments>',
        "word/people.xml": f'<w15:people xmlns:w15="p"><w15:person w15:author="{CANARY}"/></w15:people>',
        "word/settings.xml": f'<w:settings xmlns:w="{WORD}"><w:rsids><w:rsid w:val="00AB12CD"/></w:rsids></w:settings>',
        "word/media/image1.jpeg": jpg(),
        **properties(),
    }
    return archive(parts | dict(extra or {}))


def xlsx(extra: Mapping[str, str | bytes] | None = None) -> bytes:
    parts: dict[str, str | bytes] = {
        "[Content_Types].xml": types(XLSX_TYPE),
        "_rels/.rels": relations(("officeDocument", "xl/workbook.xml", False)),
        "xl/workbook.xml": f'<workbook xmlns="{SHEET}"><fileSharing userName="{CANARY}"/>'
        f'<x:absPath xmlns:x="x" url="C:\\Users\\{CANARY}\\"/><sheets/></workbook>',
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{SHEET}"><sheetData><c><v>12</v></c></sheetData></worksheet>',
        "xl/comments1.xml": f'<comments xmlns="{SHEET}"><authors><author>{CANARY}</author></authors>'
        f'<comment authorId="0"><text><r><t>{CANARY}:</t></r><r><t>数据有误</t></r></text></comment></comments>',
        "xl/persons/person.xml": f'<personList><person displayName="{CANARY}" userId="{CANARY}" id="1"/></personList>',
        "xl/printerSettings/printerSettings1.bin": CANARY.encode("utf-16-le"),
        **properties(),
    }
    return archive(parts | dict(extra or {}))


def pdf(change: str = "") -> bytes:
    """One page with properties, XMP, a remark and a photo; `change` is the name of something hostile to add."""
    with pikepdf.new() as document:
        page = document.add_blank_page().obj
        with document.open_metadata() as metadata:
            metadata["dc:creator"] = [CANARY]
        document.docinfo["/Author"] = CANARY
        photo = document.make_stream(jpg(), Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Image)
        photo.Width, photo.Height, photo.ColorSpace, photo.BitsPerComponent = 40, 20, pikepdf.Name.DeviceRGB, 8
        photo.Filter = pikepdf.Name.DCTDecode
        page.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(P=photo))
        page.PieceInfo = pikepdf.Dictionary(Editor=pikepdf.String(CANARY))
        remark = pikepdf.Dictionary(
            Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Text, T=CANARY, Contents="批注", Rect=[0, 0, 9, 9]
        )
        page.Annots = pikepdf.Array([document.make_indirect(remark)])
        action = {
            "javascript": pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)"),
            "launch": pikepdf.Dictionary(S=pikepdf.Name.Launch, F="cmd.exe"),
            "calls home": pikepdf.Dictionary(S=pikepdf.Name.URI, URI="http://203.0.113.5/seen"),
        }.get(change)
        if action is not None:
            document.Root.OpenAction = action
        if change == "attachment":
            document.attachments["x.exe"] = pikepdf.AttachedFileSpec(document, b"MZ", filename="x.exe")
        if change == "form":
            document.Root.AcroForm = pikepdf.Dictionary(XFA=document.make_stream(b"<xdp/>"))
        file = io.BytesIO()
        locked = pikepdf.Encryption(owner="a", user="b") if change == "password" else False
        document.save(file, encryption=locked)
    return file.getvalue()


def mp3(frames: int = 20) -> bytes:
    """Frames of silence of MPEG 1, layer III, 128 kbit/s, 44.1 kHz, between tags of both versions."""
    name = CANARY.encode()
    tag = b"ID3\x04\0\0" + bytes([0, 0, len(name) >> 7, len(name) & 0x7F]) + name
    return tag + (b"\xff\xfb\x90\x00" + bytes(413)) * frames + b"TAG" + name.ljust(125, b"\0")


def mp4(brand: bytes = b"isom") -> bytes:
    def box(name: bytes, content: bytes) -> bytes:
        return struct.pack("!I", len(content) + 8) + name + content

    place = box(b"udta", box(b"\xa9xyz", b"+21.4870+109.1190/"))
    return (
        box(b"ftyp", brand + bytes(4) + brand)
        + box(b"moov", box(b"mvhd", bytes(100)) + place)
        + box(b"mdat", bytes(500))
    )
