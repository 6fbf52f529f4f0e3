"""Why an attachment is refused, in words its sender can act on."""

from typing import ClassVar, Final

from backend.core.errors import DomainError
from backend.core.text import Text


class AttachmentRefused(DomainError):
    """The base of all refusals. One of a subprocess is raised again in the server by its `code`."""

    status = 422
    code = "attachment_refused"
    title: ClassVar[Text] = Text("这个附件不能接收", "This attachment cannot be accepted")


class AttachmentTooLarge(AttachmentRefused):
    status = 413
    code = "attachment_too_large"
    title = Text("每个附件不能超过 10 MB", "An attachment may have 10 MB at most")


class AttachmentsTooMany(AttachmentRefused):
    code = "attachments_too_many"
    title = Text("最多附 5 个文件，合计不超过 30 MB", "At most 5 files, 30 MB together")


class AttachmentEmpty(AttachmentRefused):
    code = "attachment_empty"
    title = Text("这个文件是空的（0 字节），请重新选择", "The file is empty (0 bytes)")


class AttachmentKindUnknown(AttachmentRefused):
    status = 415
    code = "attachment_kind_unknown"
    title = Text(
        "只接收 jpg、png、pdf、docx、xlsx、mp3、m4a、mp4 文件",
        "Only jpg, png, pdf, docx, xlsx, mp3, m4a and mp4 files are accepted",
    )


class AttachmentNotItsKind(AttachmentRefused):
    status = 415
    code = "attachment_not_its_kind"
    title = Text(
        "文件内容与扩展名不符，请用原来的程序另存后再上传",
        "The content is not what the file name says; save it again in the program it comes from",
    )


class AttachmentDamaged(AttachmentRefused):
    code = "attachment_damaged"
    title = Text("文件已损坏或不完整，请重新导出后再上传", "The file is damaged or incomplete")


class AttachmentProtected(AttachmentRefused):
    code = "attachment_protected"
    title = Text("文件设了密码，请去掉密码后再上传", "The file is protected by a password; remove it first")


class AttachmentActive(AttachmentRefused):
    status = 415
    code = "attachment_active"
    title = Text(
        "文件含有宏、脚本或会自动执行的内容，请打印成 PDF 后再上传",
        "The file contains macros, scripts or actions; print it to a PDF and send that",
    )


class AttachmentReachesOut(AttachmentRefused):
    status = 415
    code = "attachment_reaches_out"
    title = Text(
        "文件引用了外部内容（模板、图片或数据链接），请打印成 PDF 后再上传",
        "The file loads content from elsewhere (a template, picture or data); print it to a PDF and send that",
    )


class AttachmentNested(AttachmentRefused):
    status = 415
    code = "attachment_nested"
    title = Text(
        "文件里还嵌有其他文件，请取出后分别上传",
        "The file contains other files; take them out and send them one by one",
    )


class AttachmentTooComplex(AttachmentRefused):
    code = "attachment_too_complex"
    title = Text(
        "文件解开后过大或过于复杂，系统不打开，请拆分后再上传",
        "The file unpacks to too much or is too complex to be opened; split it up",
    )


class AttachmentTooManyPixels(AttachmentRefused):
    code = "attachment_too_many_pixels"
    title = Text(
        "图片超过 4000 万像素，请缩小后再上传", "The picture has more than 40 million pixels; make it smaller first"
    )


class AttachmentInfected(AttachmentRefused):
    code = "attachment_infected"
    title = Text("查毒程序认为这个文件有病毒，没有接收", "The virus scanner found this file infected; it was not kept")


class AttachmentNotReady(DomainError):
    """It waits for the virus scanner, or that has refused it."""

    code = "attachment_not_ready"
    title = Text("附件尚未通过查毒，暂不能打开", "The attachment has not passed the virus scan")


REFUSALS: Final = {
    refusal.code: refusal
    for refusal in (
        AttachmentKindUnknown,
        AttachmentNotItsKind,
        AttachmentDamaged,
        AttachmentProtected,
        AttachmentActive,
        AttachmentReachesOut,
        AttachmentNested,
        AttachmentTooComplex,
        AttachmentTooManyPixels,
    )
}
"""What looking into a file can end with, by code."""
