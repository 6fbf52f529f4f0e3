"""What must not come in: each hostile file is refused with its own reason and leaves nothing in the store."""

import io
import random
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from backend.core.errors import DomainError
from backend.core.keys import Keys
from backend.core.sealing import Sealer
from backend.files.attachments import looking, service
from backend.files.attachments.antivirus import Scanner
from backend.files.attachments.kinds import MAX_FILE, refuse_over_quota
from backend.files.attachments.service import read_upload, receive
from backend.files.storage import FolderStore
from tests.files import samples
from tests.files.samples import archive, docx, jpg, mp3, mp4, pdf, png, png_header, relations, types, xlsx

SEALER = Sealer(Keys({}, "", b"p" * 32, "", {"k": b"k" * 32}, "k"))
MIB = 1 << 20
DTD = '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
LAUGHS = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'


def word(name: str, content: str | bytes) -> bytes:
    return docx({name: content})


def wrong_crc() -> bytes:
    content = bytearray(docx())
    content[content.index(b"PK\x01\x02") + 16] ^= 1
    return bytes(content)


def encrypted() -> bytes:
    content = bytearray(docx())
    content[content.index(b"PK\x01\x02") + 8] |= 1
    return bytes(content)


def twice() -> bytes:
    file = io.BytesIO(docx())
    with zipfile.ZipFile(file, "a") as written:
        written.writestr("WORD/document.xml", "<x/>")
    return file.getvalue()


HOSTILE: dict[str, tuple[str, Callable[[], bytes], str]] = {
    "U01 exe as jpg": ("a.jpg", lambda: b"MZ\x90\0" + bytes(500), "attachment_not_its_kind"),
    "U02 pdf that is a page": (
        "a.pdf",
        lambda: b"%PDF-1.4\n<html><script>alert(1)</script>" + pdf(),
        "attachment_not_its_kind",
    ),
    "U02 page before the pdf": ("a.pdf", lambda: b"<html>" + pdf(), "attachment_not_its_kind"),
    "U02 pdf and page": ("a.pdf", lambda: pdf() + b"<html><script>alert(1)</script>", "attachment_not_its_kind"),
    "U02 pdf and archive": ("a.pdf", lambda: pdf() + archive({"a": "b"}), "attachment_not_its_kind"),
    "U03 svg": ("a.svg", lambda: b"<svg onload='alert(1)'/>", "attachment_kind_unknown"),
    "U03 svg as png": ("a.png", lambda: b"<svg onload='alert(1)'/>", "attachment_not_its_kind"),
    "html": ("a.html", lambda: b"<script>alert(1)</script>", "attachment_kind_unknown"),
    "html as pdf": ("a.pdf", lambda: b"<script>alert(1)</script>", "attachment_not_its_kind"),
    "U04 docm": ("a.docm", docx, "attachment_kind_unknown"),
    "U04 docm as docx": (
        "a.docx",
        lambda: word("[Content_Types].xml", types("application/vnd.ms-word.document.macroEnabled.main+xml")),
        "attachment_active",
    ),
    "U04 macros": ("a.docx", lambda: word("word/vbaProject.bin", b"\xd0\xcf\x11\xe0"), "attachment_active"),
    "U04 xlsm as xlsx": ("a.xlsx", lambda: xlsx({"xl/vbaProject.bin": b"\xd0\xcf\x11\xe0"}), "attachment_active"),
    "macro sheet of Excel 4": ("a.xlsx", lambda: xlsx({"xl/macrosheets/sheet1.xml": "<x/>"}), "attachment_active"),
    "U05 ratio": ("a.docx", lambda: word("word/x.xml", b" " * (30 * MIB) + b"<x/>"), "attachment_too_complex"),
    "U05 entries": (
        "a.docx",
        lambda: docx({f"word/x{number}.xml": "<x/>" for number in range(1001)}),
        "attachment_too_complex",
    ),
    "U05 size": (
        "a.docx",
        lambda: docx({"word/noise.bmp": random.Random(1).randbytes(3 * MIB), "word/x.xml": bytes(201 * MIB)}),
        "attachment_too_complex",
    ),
    "U06 pixels": ("a.png", lambda: png_header(50_000, 50_000), "attachment_too_many_pixels"),
    "41 million pixels": ("a.png", lambda: png_header(8_200, 5_000), "attachment_too_many_pixels"),
    "U07 11 MB": ("a.jpg", lambda: jpg() + bytes(11 * MIB), "attachment_too_large"),
    "empty": ("a.jpg", lambda: b"", "attachment_empty"),
    "truncated jpg": ("a.jpg", lambda: jpg(400, 400)[:-200], "attachment_damaged"),
    "truncated png": ("a.png", lambda: png(width=400)[:-40], "attachment_damaged"),
    "png as jpg": ("a.jpg", png, "attachment_not_its_kind"),
    "xlsx as docx": ("a.docx", xlsx, "attachment_not_its_kind"),
    "plain zip as docx": ("a.docx", lambda: archive({"a.txt": "x"}), "attachment_not_its_kind"),
    "two extensions": ("a.jpg.exe", jpg, "attachment_kind_unknown"),
    "no extension": ("jpg", jpg, "attachment_kind_unknown"),
    "nested archive": ("a.docx", lambda: word("word/embeddings/x.zip", archive({"a": "b"})), "attachment_nested"),
    "nested archive as picture": ("a.docx", lambda: word("word/media/x.bmp", archive({"a": "b"})), "attachment_nested"),
    "embedded exe": ("a.docx", lambda: word("word/embeddings/oleObject1.bin", b"MZ"), "attachment_nested"),
    "page within": (
        "a.docx",
        lambda: word("word/_rels/document.xml.rels", relations(("aFChunk", "x.xml", False))),
        "attachment_nested",
    ),
    "archive before": ("a.docx", lambda: b"PK\x03\x04" + docx(), "attachment_not_its_kind"),
    "page after": ("a.docx", lambda: docx() + b"<html>", "attachment_not_its_kind"),
    "XXE": ("a.docx", lambda: word("word/document.xml", f"{DTD}<x>&e;</x>"), "attachment_active"),
    "XXE in UTF-16": ("a.docx", lambda: word("word/footer1.xml", f"{DTD}<x/>".encode("utf-16")), "attachment_active"),
    "XXE in relations": ("a.docx", lambda: word("word/_rels/x.xml.rels", f"{DTD}<x/>"), "attachment_active"),
    "billion laughs": ("a.xlsx", lambda: xlsx({"xl/styles.xml": f"{LAUGHS}<x>&b;</x>"}), "attachment_active"),
    "depth": ("a.docx", lambda: word("word/x.xml", "<x>" * 5000 + "</x>" * 5000), "attachment_too_complex"),
    "not XML": ("a.docx", lambda: word("word/x.xml", "<x"), "attachment_damaged"),
    "remote template": (
        "a.docx",
        lambda: word(
            "word/_rels/settings.xml.rels", relations(("attachedTemplate", "http://203.0.113.5/t.dotm", True))
        ),
        "attachment_reaches_out",
    ),
    "remote picture": (
        "a.docx",
        lambda: word("word/_rels/document.xml.rels", relations(("image", "http://203.0.113.5/seen.png", True))),
        "attachment_reaches_out",
    ),
    "remote picture without saying so": (
        "a.docx",
        lambda: word("word/_rels/document.xml.rels", relations(("image", "\\\\203.0.113.5\\x", False))),
        "attachment_reaches_out",
    ),
    "link to a script": (
        "a.docx",
        lambda: word("word/_rels/document.xml.rels", relations(("hyperlink", "file:///c:/x.bat", True))),
        "attachment_reaches_out",
    ),
    "field that runs": (
        "a.docx",
        lambda: docx(
            body="<w:p><w:r><w:instrText>DDE</w:instrText><w:instrText>AUTO c:\\cmd</w:instrText></w:r></w:p>"
        ),
        "attachment_reaches_out",
    ),
    "simple field that loads": (
        "a.docx",
        lambda: docx(body='<w:p><w:fldSimple w:instr=" includepicture \\\\203.0.113.5\\x"/></w:p>'),
        "attachment_reaches_out",
    ),
    "workbook elsewhere": (
        "a.xlsx",
        lambda: xlsx({"xl/externalLinks/externalLink1.xml": "<x/>"}),
        "attachment_reaches_out",
    ),
    "wrong checksum": ("a.docx", wrong_crc, "attachment_damaged"),
    "two parts of one name": ("a.docx", twice, "attachment_damaged"),
    "climbing part": ("a.docx", lambda: word("../../x.xml", "<x/>"), "attachment_damaged"),
    "encrypted zip": ("a.docx", encrypted, "attachment_protected"),
    "pdf with JavaScript": ("a.pdf", lambda: pdf("javascript"), "attachment_active"),
    "pdf that launches": ("a.pdf", lambda: pdf("launch"), "attachment_active"),
    "pdf that calls home": ("a.pdf", lambda: pdf("calls home"), "attachment_reaches_out"),
    "pdf with a file": ("a.pdf", lambda: pdf("attachment"), "attachment_nested"),
    "pdf with a form of XML": ("a.pdf", lambda: pdf("form"), "attachment_active"),
    "pdf with a password": ("a.pdf", lambda: pdf("password"), "attachment_protected"),
    "cut pdf": ("a.pdf", lambda: pdf()[:300] + b"%%EOF", "attachment_damaged"),
    "text as mp3": ("a.mp3", lambda: b"ID3 is not a sound", "attachment_not_its_kind"),
    "two frames": ("a.mp3", lambda: mp3(2), "attachment_not_its_kind"),
    "mov as mp4": ("a.mp4", lambda: mp4(b"heic"), "attachment_not_its_kind"),
    "cut mp4": ("a.mp4", lambda: mp4()[:-1], "attachment_damaged"),
}


@pytest.fixture
def store(tmp_path: Path) -> FolderStore:
    return FolderStore(tmp_path / "files")


APART = ("U01 exe as jpg", "U05 ratio", "U06 pixels", "XXE", "pdf with JavaScript")


@pytest.mark.parametrize(("case", "apart"), [(case, False) for case in HOSTILE] + [(case, True) for case in APART])
def test_u01_u02_u03_u04_u05_u06_u07_hostile_files_are_refused_and_leave_nothing(
    store: FolderStore, monkeypatch: pytest.MonkeyPatch, case: str, apart: bool
) -> None:
    """Most in this process, to save time; some in the other one, as users' files are."""
    if not apart:
        monkeypatch.setattr(service, "look_into", looking.clean)
    filename, make, code = HOSTILE[case]
    with pytest.raises(DomainError) as caught:
        receive(store, SEALER, Scanner(""), make(), filename)
    assert caught.value.code == code
    assert caught.value.status in (413, 415, 422)
    assert not list(store.kept())


def test_case_31_a_sparse_file_of_10_gb_is_read_no_further_than_the_limit(tmp_path: Path) -> None:
    path = tmp_path / "sparse.jpg"
    with path.open("wb") as file:
        file.truncate(10 << 30)
    with path.open("rb") as file:
        with pytest.raises(DomainError, match="attachment_too_large"):
            read_upload(file)
        assert file.tell() == MAX_FILE + 1


def test_case_31_a_zip_that_lies_about_its_sizes_unpacks_no_further_than_the_limit() -> None:
    """The headers say 10 bytes; the reader stops by what comes out."""
    content = bytearray(docx({"word/x.xml": bytes(30 * MIB)}))
    position = content.index(b"word/x.xml", content.index(b"PK\x01\x02")) - 46
    content[position + 24 : position + 28] = (10).to_bytes(4, "little")
    with pytest.raises(DomainError) as caught:
        looking.clean(bytes(content), looking.Kind.DOCX)
    assert caught.value.code in ("attachment_damaged", "attachment_too_complex")


def test_u08_a_sixth_file_and_more_than_30_mb_are_refused() -> None:
    refuse_over_quota([6 * MIB] * 5)
    for sizes in ([1] * 6, [6 * MIB] * 4 + [6 * MIB + 1]):
        with pytest.raises(DomainError, match="attachments_too_many"):
            refuse_over_quota(sizes)


@pytest.mark.parametrize("limit", ["MEMORY", "CPU_SECONDS"])
def test_what_takes_too_much_ends_alone(monkeypatch: pytest.MonkeyPatch, limit: str) -> None:
    """The other process is killed by its limits; the server gets a refusal and goes on."""
    greedy = {"MEMORY": "bytearray(1 << 31)", "CPU_SECONDS": "[i for i in iter(int, 1)]"}[limit]
    script = (
        f"import backend.files.attachments.looking as l; l.CPU_SECONDS = 1; l.clean = lambda *_: {greedy}; l.main()"
    )
    real = looking.subprocess.run

    def run(command: list[str], **options: object) -> object:
        return real([command[0], "-I", "-c", script, command[-1]], **options)

    monkeypatch.setattr(looking.subprocess, "run", run)
    with pytest.raises(DomainError, match="attachment_too_complex"):
        looking.look_into(jpg(), looking.Kind.JPG)
    monkeypatch.undo()
    assert looking.look_into(jpg(), looking.Kind.JPG)


def test_the_samples_are_refused_for_what_was_done_to_them() -> None:
    for kind, content in (("docx", docx()), ("xlsx", xlsx()), ("pdf", pdf()), ("mp3", mp3()), ("mp4", samples.mp4())):
        looking.clean(content, looking.Kind(kind))
