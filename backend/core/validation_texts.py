"""Messages for pydantic's validation errors, in both languages, without echoing the input."""

from typing import Any, Final

from backend.core.text import Text

_TEXTS: dict[str, Text] = {
    "missing": Text("必填", "This is required"),
    "extra_forbidden": Text("不认识的字段", "Unknown field"),
    "json_invalid": Text("内容不是有效的 JSON", "The body is not valid JSON"),
    "json_type": Text("应为 JSON 文本", "Should be JSON text"),
    "string_type": Text("应为文字", "Should be text"),
    "string_too_short": Text("至少 {min_length} 个字", "At least {min_length} characters"),
    "string_too_long": Text("最多 {max_length} 个字", "At most {max_length} characters"),
    "string_pattern_mismatch": Text("格式不对", "The format is not right"),
    "too_short": Text("至少 {min_length} 项", "At least {min_length} items"),
    "too_long": Text("最多 {max_length} 项", "At most {max_length} items"),
    "int_type": Text("应为整数", "Should be a whole number"),
    "int_parsing": Text("应为整数", "Should be a whole number"),
    "int_from_float": Text("应为整数", "Should be a whole number"),
    "float_type": Text("应为数字", "Should be a number"),
    "float_parsing": Text("应为数字", "Should be a number"),
    "decimal_type": Text("应为数字", "Should be a number"),
    "decimal_parsing": Text("应为数字", "Should be a number"),
    "decimal_max_digits": Text("数字位数过多", "Too many digits"),
    "decimal_max_places": Text("最多 {decimal_places} 位小数", "At most {decimal_places} decimals"),
    "finite_number": Text("应为有限的数", "Should be a finite number"),
    "greater_than": Text("应大于 {gt}", "Should be greater than {gt}"),
    "greater_than_equal": Text("应不小于 {ge}", "Should be at least {ge}"),
    "less_than": Text("应小于 {lt}", "Should be less than {lt}"),
    "less_than_equal": Text("应不大于 {le}", "Should be at most {le}"),
    "bool_type": Text("应为是或否", "Should be true or false"),
    "bool_parsing": Text("应为是或否", "Should be true or false"),
    "enum": Text("只能是：{expected}", "Should be one of: {expected}"),
    "literal_error": Text("只能是：{expected}", "Should be one of: {expected}"),
    "uuid_type": Text("编号格式不对", "Not a valid id"),
    "uuid_parsing": Text("编号格式不对", "Not a valid id"),
    "date_type": Text("日期应为 YYYY-MM-DD", "The date should be YYYY-MM-DD"),
    "date_parsing": Text("日期应为 YYYY-MM-DD", "The date should be YYYY-MM-DD"),
    "date_from_datetime_parsing": Text("日期应为 YYYY-MM-DD", "The date should be YYYY-MM-DD"),
    "date_from_datetime_inexact": Text("日期应为 YYYY-MM-DD", "The date should be YYYY-MM-DD"),
    "datetime_type": Text("时间格式不对", "Not a valid time"),
    "datetime_parsing": Text("时间格式不对", "Not a valid time"),
    "datetime_from_date_parsing": Text("时间格式不对", "Not a valid time"),
    "timezone_aware": Text("时间应带时区", "The time needs a zone"),
    "list_type": Text("应为列表", "Should be a list"),
    "dict_type": Text("应为键值表", "Should be an object"),
    "model_type": Text("应为对象", "Should be an object"),
    "model_attributes_type": Text("应为对象", "Should be an object"),
    "bytes_type": Text("应为文件", "Should be a file"),
}
_FALLBACK = Text("值不符合要求", "The value is not acceptable")
_BODY_PARTS = {"body", "query", "path", "header", "cookie"}


def message_for(error: dict[str, Any]) -> Text:
    """The text for one pydantic error. A ValueError raised by our own models carries its Text."""
    context = error.get("ctx") or {}
    cause = context.get("error")
    if isinstance(cause, Exception) and cause.args and isinstance(cause.args[0], Text):
        own: Text = cause.args[0]
        return own
    if not context:
        return _plain(error["type"])
    text = _TEXTS.get(error["type"], _FALLBACK)
    if "expected" in context:
        return Text(text.zh.format(expected=_in_chinese(context["expected"])), text.en.format(**context))
    return text.format(**context)


def _in_chinese(expected: str) -> str:
    """Pydantic's list of choices, "'a', 'b' or 'c'", with the words of the other language."""
    return expected.replace(", ", "、").replace(" or ", "或")


def _plain(kind: str) -> Text:
    text = _TEXTS.get(kind, _FALLBACK)
    return _FALLBACK if "{" in text.zh else text


_CHOICES: Final = ("str", "int", "float", "bool")
"""What pydantic calls the plain choices of a union."""


def located(error: dict[str, Any], body: Any) -> tuple[int | str, ...]:
    """Where in a JSON body a pydantic error is: its location without the names that pydantic puts between the members
    for what is no place there, as `constrained-str` (a choice of a union) or `[key]`. Elsewhere the location as it is."""
    location: tuple[int | str, ...] = tuple(error["loc"])
    if location[:1] != ("body",) or not isinstance(body, dict | list):
        return location
    here: Any = body
    place = location[:1]
    for position, part in enumerate(location[1:], 2):
        try:
            here = here[part]
        except (LookupError, TypeError):
            if position < len(location) or not (error["type"] == "missing" or _is_left_out(here, part)):
                continue
        place = (*place, part)
    return place


def _is_left_out(owner: Any, name: int | str) -> bool:
    """Whether this is a member that is not there, whose default is wrong beside the others."""
    return isinstance(owner, dict) and str(name).isidentifier() and name not in _CHOICES


def pointer_for(location: tuple[int | str, ...]) -> str:
    """A JSON pointer for a body location; `?name` and `path:name` for parameters."""
    if not location:
        return ""
    source, rest = (location[0], location[1:]) if location[0] in _BODY_PARTS else ("body", location)
    escaped = [str(part).replace("~", "~0").replace("/", "~1") for part in rest]
    if source == "body":
        return "".join("/" + part for part in escaped)
    return f"{source}:" + "/".join(escaped)
