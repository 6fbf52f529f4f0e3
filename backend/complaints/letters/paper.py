"""An official letter as a Word file, in the layout of GB/T 9704-2012 (practice, B12).

A4 with the margins of the standard, 22 lines a page, 3号 type. The fonts of the standard are named and not shipped: Word
takes those that the reader's machine has. Whatever a text holds is put down as text.
"""

import io
from typing import Any, Final

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from backend.complaints.letters.letter import Letter

MEDIA_TYPE: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

_TITLE, _BODY, _NUMBER = "方正小标宋简体", "仿宋_GB2312", "宋体"
_SIZE_2, _SIZE_3, _SIZE_4 = Pt(22), Pt(16), Pt(14)
_LINE = Pt(29)  # 225 mm for 22 lines
_CHARACTER = Pt(16)


def write_letter(letter: Letter) -> bytes:
    """The letter as a .docx file."""
    document = Document()
    document.core_properties.author = letter.office
    document.core_properties.title = letter.title
    document.core_properties.comments = ""
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    section.footer_distance = Mm(35 - 7)
    _line(document, letter.title, font=_TITLE, size=_SIZE_2, alignment=WD_ALIGN_PARAGRAPH.CENTER)
    _line(document, letter.number, alignment=WD_ALIGN_PARAGRAPH.CENTER)
    _line(document, "")
    _line(document, letter.salutation)
    for text in letter.paragraphs:
        _line(document, text, indent=2)
    _line(document, "")
    for text in letter.signature:
        signed = _line(document, text, alignment=WD_ALIGN_PARAGRAPH.RIGHT)
        signed.paragraph_format.right_indent = 4 * _CHARACTER
    _page_number(section.footer.paragraphs[0])
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def _line(
    document: Any,
    text: str,
    *,
    font: str = _BODY,
    size: Pt = _SIZE_3,
    indent: int = 0,
    alignment: WD_ALIGN_PARAGRAPH = WD_ALIGN_PARAGRAPH.JUSTIFY,
) -> Any:
    paragraph = document.add_paragraph()
    paragraph.alignment = alignment
    layout = paragraph.paragraph_format
    layout.line_spacing_rule, layout.line_spacing = WD_LINE_SPACING.EXACTLY, _LINE
    layout.space_before = layout.space_after = Pt(0)
    layout.first_line_indent = indent * _CHARACTER
    _run(paragraph, text, font, size)
    return paragraph


def _run(paragraph: Any, text: str, font: str, size: Pt) -> Any:
    run = paragraph.add_run(text)
    run.font.size, run.font.name = size, font
    run._element.rPr.rFonts.set(qn("w:eastAsia"), font)  # noqa: SLF001 - the library names Western fonts only
    return run


def _page_number(paragraph: Any) -> None:
    """— 1 —, in 4号 半角宋体."""
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _run(paragraph, "— ", _NUMBER, _SIZE_4)
    field = _run(paragraph, "", _NUMBER, _SIZE_4)
    for kind, text in (("begin", None), (None, "PAGE"), ("end", None)):
        element = OxmlElement("w:instrText" if text else "w:fldChar")
        if text:
            element.text = text
        else:
            element.set(qn("w:fldCharType"), kind)
        field._element.append(element)  # noqa: SLF001
    _run(paragraph, " —", _NUMBER, _SIZE_4)
