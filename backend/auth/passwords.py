"""Passwords: what is acceptable, and Argon2id without blocking the event loop or the write turn.

Numbers and the two policies: security design, section 8.3. 等保三级 (`djbh`) asks for several kinds of characters and
for a new password from time to time, ASVS 5.0 (6.2.5, 6.2.10) forbids both; the rest is common to the two.
"""

import asyncio
import re
import unicodedata
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Final, Literal, TypeVar

from anyio import CapacityLimiter
from anyio.lowlevel import RunVar
from argon2 import PasswordHasher, Type
from argon2.exceptions import InvalidHashError, VerificationError

from backend.core.errors import FieldProblem, InvalidInput, Unavailable
from backend.core.text import Text

MIN_LENGTH: Final = 12
MAX_LENGTH: Final = 128
MIN_CLASSES: Final = 3
MAX_AGE: Final = timedelta(days=90)
Policy = Literal["djbh", "asvs"]
AT_ONCE: Final = 4
QUEUE: Final = 200

_hasher = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1, type=Type.ID)
# Verified in place of a hash that does not exist, so that an unknown user costs the same. Of a random password.
_DUMMY: Final = "$argon2id$v=19$m=19456,t=2,p=1$O4kIQe75uH1naS04PoWB6A$Coxg59r5X8bPFtrMg0CvlkZviPkDjlz0vGeKtSJHL6I"
# Threads of their own: the allocator keeps the memory that a thread gave back for that thread, so hashing in whichever
# of the server's forty is idle would in time keep 19 MiB for each of them.
_threads: Final = ThreadPoolExecutor(AT_ONCE, "password")
_limiter: RunVar[CapacityLimiter] = RunVar("password_limiter")
Result = TypeVar("Result")

_WORDS: Final = """
    password passw0rd p@ssword p@ssw0rd administrator admin root manager welcome letmein iloveyou changeme
    qwerty qwertyuiop qwertyuiopasdfghjkl asdfghjkl zxcvbnm qwertyasdfgh 1qaz2wsx3edc 1qaz2wsx3edc4rfv qazwsxedc
    qazwsxedcrfv q1w2e3r4t5y6 1q2w3e4r5t6y zaq12wsxcde3 abcdefg abc123456789 a123456789 woaini woaini1314520
    pingyi pingyipingyi xiaoneng xiaonengban jiguanxiaoneng hangfengpingyi zhengfu shizhengfu xianzhengfu quzhengfu
    jianchaju jiweijianwei lianluoyuan zhengwufuwu 评议 效能办 机关效能 行风评议 人民政府
"""
_COMMON: Final = frozenset(_WORDS.split())
_RUNS: Final = ("0123456789" * 3, "9876543210" * 3, "abcdefghijklmnopqrstuvwxyz", "qwertyuiopasdfghjklzxcvbnm")
_AROUND: Final = re.compile(r"^[\W\d_]+|[\W\d_]+$")


def check_acceptable(password: str, username: str, policy: Policy, pointer: str = "/password") -> None:
    """Refuse a weak password. Raises InvalidInput at `pointer`; the length is the schema's matter."""
    folded = password.casefold()
    if username in folded:
        text = Text("密码不能包含用户名", "The password must not contain the username")
        raise InvalidInput(errors=[FieldProblem(pointer, "password_has_username", text)])
    if _is_common(folded):
        text = Text("这个密码太常见、太容易猜到，请换一个", "This password is too common; please choose another")
        raise InvalidInput(errors=[FieldProblem(pointer, "password_common", text)])
    if policy == "djbh" and len(_classes(password)) < MIN_CLASSES:
        text = Text(
            "密码须含大写字母、小写字母、数字、其他字符（含汉字、标点、空格）中的至少三类",
            "The password needs three of: capital letters, small letters, digits, other characters",
        )
        raise InvalidInput(errors=[FieldProblem(pointer, "password_classes", text)])


def _classes(password: str) -> set[str]:
    """The kinds of characters in a password."""
    kinds = {"Lu": "capital", "Ll": "small", "Nd": "digit"}
    return {kinds.get(unicodedata.category(character), "other") for character in password}


def _is_common(folded: str) -> bool:
    stem = _AROUND.sub("", folded)
    half = folded[: len(folded) // 2]
    return (
        folded in _COMMON
        or stem in _COMMON
        or len(set(folded)) < 5
        or (folded == half * 2 and len(set(half)) < 7)
        or any(folded in run for run in _RUNS)
    )


async def hash_password(password: str) -> str:
    """The Argon2id hash, in the encoded form."""
    return await _run(lambda: _hasher.hash(_octets(password)))


async def verify(stored: str | None, password: str) -> bool:
    """Whether `password` is the one of `stored`. Without a stored hash it takes as long and is False."""
    return await _run(lambda: _verify(stored or _DUMMY, password)) and stored is not None


def needs_rehash(stored: str) -> bool:
    """Whether a hash was made with other parameters than those of today."""
    return _hasher.check_needs_rehash(stored)


def _verify(stored: str, password: str) -> bool:
    try:
        return _hasher.verify(stored, _octets(password))
    except (VerificationError, InvalidHashError):
        return False


def _octets(password: str) -> bytes:
    return password.encode("utf-8", "surrogatepass")


async def _run(work: Callable[[], Result]) -> Result:
    """Run in a thread, a few at a time (each takes 19 MiB). Raises Unavailable when too many wait already."""
    limiter = _limiter.get(None)
    if limiter is None:
        limiter = CapacityLimiter(AT_ONCE)
        _limiter.set(limiter)
    if limiter.statistics().tasks_waiting >= QUEUE:
        raise Unavailable(5)
    async with limiter:
        return await asyncio.get_running_loop().run_in_executor(_threads, work)
