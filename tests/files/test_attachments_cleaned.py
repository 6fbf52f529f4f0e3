"""Cleaned copies: the same to look at, and nothing in them that names a person, a place or a machine."""

import io
import re
import zipfile
import zlib

import pikepdf
import pytest
from PIL import Image

from backend.files.attachments.errors import AttachmentDamaged
from backend.files.attachments.images import strip_jpeg
from backend.files.attachments.kinds import Kind
from backend.files.attachments.looking import clean, look_into
from tests.files import samples
from tests.files.samples import CANARY, docx, jpg, mp3, mp4, pdf, png, xlsx


def everything_in(content: bytes) -> bytes:
    """The bytes, and those of all parts, streams and texts within that are packed."""
    found = [content]
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            found += [archive.read(name) for name in archive.namelist()]
    if content.startswith(b"%PDF"):
        with pikepdf.open(io.BytesIO(content)) as document:
            found += [part.unparse(resolved=True) for part in document.objects if isinstance(part, pikepdf.Object)]
            found += [part.read_raw_bytes() for part in document.objects if isinstance(part, pikepdf.Stream)]
    for match in re.finditer(rb"zTXt|iTXt", content):
        found.append(zlib.decompressobj().decompress(content[match.end() + 12 :]))
    return b"".join(found)


def names_nobody(content: bytes) -> bool:
    text = everything_in(content)
    names = [CANARY.encode(code) for code in ("utf-8", "utf-16-le", "utf-16-be", "gbk")]
    return not any(name in text for name in [*names, b"canary", b"Exif", b"GPS", b"ICC_PROFILE", b"00AB12CD"])


SOUND = {
    Kind.JPG: jpg(),
    Kind.PNG: png(),
    Kind.DOCX: docx(),
    Kind.XLSX: xlsx(),
    Kind.PDF: pdf(),
    Kind.MP3: mp3(),
}


@pytest.mark.parametrize("kind", SOUND)
def test_u09_the_cleaned_copy_names_nobody(kind: Kind) -> None:
    assert not names_nobody(SOUND[kind]), "the sample must hold what is to be removed"
    cleaned = look_into(SOUND[kind], kind)
    assert cleaned is not None
    assert names_nobody(cleaned)
    assert clean(cleaned, kind) is not None, "it can be read again"
    if kind in (Kind.DOCX, Kind.XLSX):
        with zipfile.ZipFile(io.BytesIO(cleaned)) as archive:
            assert {entry.date_time[0] for entry in archive.infolist()} == {1980}


@pytest.mark.parametrize(("kind", "make"), [(Kind.JPG, jpg), (Kind.PNG, png)])
def test_case_34_a_picture_is_turned_upright_and_loses_its_place(kind: Kind, make: object) -> None:
    original = SOUND[kind]
    with Image.open(io.BytesIO(original)) as image:
        assert image.getexif().get_ifd(0x8825), "the sample must say where it was taken"
        assert image.size == (40, 20)
    cleaned = clean(original, kind)
    assert cleaned is not None
    with Image.open(io.BytesIO(cleaned)) as image:
        assert image.size == (20, 40)
        assert not image.getexif()
        assert set(image.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"])
def test_every_mode_of_png_can_be_cleaned(mode: str) -> None:
    cleaned = clean(png(mode), Kind.PNG)
    assert cleaned is not None
    with Image.open(io.BytesIO(cleaned)) as image:
        assert image.mode == {"LA": "RGBA", "P": "RGB", "RGB": "RGB", "RGBA": "RGBA"}.get(mode, "L")


def test_16_bits_of_grey_are_scaled_and_not_cut_off() -> None:
    file = io.BytesIO()
    Image.new("I;16", (2, 2), 0x8000).save(file, "PNG")
    with Image.open(io.BytesIO(clean(file.getvalue(), Kind.PNG) or b"")) as image:
        assert image.getpixel((0, 0)) == 0x80


def test_what_follows_the_end_of_a_photo_is_not_in_the_copy() -> None:
    cleaned = clean(jpg() + b"canary: a film of the moment", Kind.JPG)
    assert cleaned is not None
    assert names_nobody(cleaned)


def test_a_document_keeps_text_pictures_links_and_sound_relations() -> None:
    with zipfile.ZipFile(io.BytesIO(clean(docx(), Kind.DOCX) or b"")) as archive:
        names = set(archive.namelist())
        document = archive.read("word/document.xml").decode()
        relations = archive.read("word/_rels/document.xml.rels").decode()
        with Image.open(archive.open("word/media/image1.jpeg")) as image:
            assert image.size == (20, 40)
    assert {"word/document.xml", "word/comments.xml", "docProps/core.xml", "docProps/app.xml"} <= names
    assert not {"word/people.xml", "docProps/thumbnail.jpeg"} & names
    assert "窗口无人" in document
    assert 'w:author=""' in document
    assert "w:date" not in document
    assert 'xmlns:mc="m"' in document, "prefixes that attributes speak of must stay"
    assert "media/image1.jpeg" in relations
    assert "https://www.gov.cn/" in relations
    assert "people" not in relations


def test_fields_that_load_nothing_are_no_reason_to_refuse() -> None:
    field = '<w:fldChar w:fldCharType="begin"/><w:instrText>HYPERLINK "https://x.gov.cn/link"</w:instrText>'
    assert clean(docx(body=f'<w:p><w:r>{field}</w:r><w:fldSimple w:instr="PAGE"/></w:p>'), Kind.DOCX)


def test_a_workbook_keeps_figures_and_remarks_without_their_authors() -> None:
    with zipfile.ZipFile(io.BytesIO(clean(xlsx(), Kind.XLSX) or b"")) as archive:
        assert "<v>12</v>" in archive.read("xl/worksheets/sheet1.xml").decode()
        assert "数据有误" in archive.read("xl/comments1.xml").decode()
        assert "xl/printerSettings/printerSettings1.bin" not in archive.namelist()


def test_a_pdf_keeps_pages_and_remarks_and_loses_earlier_versions_of_itself() -> None:
    appended = pdf() + b"\n% canary of an earlier version\nstartxref\n0\n%%EOF\n"
    for content in (pdf(), appended):
        cleaned = clean(content, Kind.PDF)
        assert cleaned is not None
        assert names_nobody(cleaned)
        with pikepdf.open(io.BytesIO(cleaned)) as document:
            page = document.pages[0]
            assert len(document.pages) == 1
            assert str(page.Annots[0].Contents) == "批注"
            with pikepdf.PdfImage(page.Resources.XObject.P).as_pil_image() as image:
                assert image.size == (40, 20)


@pytest.mark.parametrize(
    ("kind", "content"),
    [
        (Kind.MP4, mp4()),
        (Kind.M4A, mp4(b"M4A ")),
        (Kind.MP3, mp3()[:-128] + b"something unknown" * 10),
        (Kind.DOCX, docx({"word/media/x.tiff": b"II*\0"})),
        (Kind.DOCX, docx({"word/media/x.jpg": b"no picture"})),
    ],
)
def test_where_cleaning_is_not_certain_there_is_no_copy(kind: Kind, content: bytes) -> None:
    assert clean(content, kind) is None


def test_segments_of_a_jpeg_are_left_out_without_touching_its_pixels() -> None:
    stripped = strip_jpeg(jpg())
    assert names_nobody(stripped)
    with Image.open(io.BytesIO(stripped)) as image, Image.open(io.BytesIO(samples.jpg())) as before:
        assert image.tobytes() == before.tobytes()
    for broken in (jpg()[:40], b"\xff\xd8", b"\xff\xd8\xff\xe1\x00\x00" * 3):
        with pytest.raises(AttachmentDamaged):
            strip_jpeg(broken)
