"""The file of who may log in: a line `user:hash` each, hashed with scrypt.

A hash is written as `$scrypt$ln=15,r=8,p=3$salt$key`, the form of the Password Hashing Competition
(github.com/P-H-C/phc-string-format), with base64 without padding.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import logging
import os
import re
import secrets
import stat
from pathlib import Path

from qa.errors import ArchiveError

log = logging.getLogger(__name__)

LN, R, P = 15, 8, 3
"""scrypt's cost: N = 2^15, 32 MiB, three times over. One of the settings that the OWASP Password
Storage Cheat Sheet holds to be equally strong; the others of its list need more memory or time."""
SALT = 16  # bytes: the least that NIST SP 800-132 (5.1) allows
KEY = 32  # bytes: 256 bits
SHORTEST = 8  # characters: the least that NIST SP 800-63B revision 3 (5.1.1.2) allows
LONGEST = 256  # characters: hashing must not take a page of text
_HIGHEST_LN = 18  # of a hash in the file: 256 MiB; more is a mistake, or an attack
_USER = re.compile(r"[^\s:\x00-\x1f\x7f]{1,64}")
_HASH = re.compile(r"\$scrypt\$ln=(\d{1,2}),r=(\d{1,2}),p=(\d{1,2})\$([\w+/]{16,})\$([\w+/]{22,})")


class AuthFile:
    """The users of an auth file, read again when it changes."""

    def __init__(self, path: Path) -> None:
        self._path, self._users = path, read(path)
        self._seen = self._version()

    def users(self) -> dict[str, str]:
        """User -> hash; nobody while the file cannot be read, which is logged."""
        if self._version() != self._seen:
            self._seen = self._version()
            try:
                self._users = read(self._path)
            except ArchiveError as error:
                log.error("nobody can log in: %s", error)
                self._users = {}
        return self._users

    def _version(self) -> tuple[int, ...]:
        try:
            status = self._path.stat()
        except OSError:
            return ()
        return (status.st_mtime_ns, status.st_size, status.st_ino, status.st_mode)


def hashed(password: str) -> str:
    """The hash of a password, with a new salt."""
    salt = secrets.token_bytes(SALT)
    key = _scrypt(password, salt, LN, R, P, KEY)
    return f"$scrypt$ln={LN},r={R},p={P}${_base64(salt)}${_base64(key)}"


def matches(password: str, kept: str) -> bool:
    """Whether a password is that of a kept hash, compared in constant time."""
    found = _HASH.fullmatch(kept)
    if found is None or len(password) > LONGEST:
        return False
    ln, r, p = (int(n) for n in found.groups()[:3])
    salt, key = (base64.b64decode(part + "=" * (-len(part) % 4)) for part in found.groups()[3:])
    return hmac.compare_digest(_scrypt(password, salt, ln, r, p, len(key)), key)


def read(path: Path) -> dict[str, str]:
    """User -> hash of an auth file; ArchiveError where it cannot be trusted or read."""
    try:
        status = path.stat()
        lines = path.read_text("utf-8").splitlines()
    except (OSError, ValueError) as error:
        raise ArchiveError(
            f"{path}: cannot be read ({error}); make it with `archive-qa password USER "
            f"--auth-file {path}`"
        ) from error
    if os.name == "posix" and stat.S_IMODE(status.st_mode) & 0o077:
        raise ArchiveError(
            f"{path}: has mode {stat.S_IMODE(status.st_mode):04o}, so that others may read it; "
            f"expected 0600; run `chmod 600 {path}`"
        )
    users: dict[str, str] = {}
    for number, line in enumerate(lines, 1):
        if not line.strip() or line.startswith("#"):
            continue
        user, _, kept = line.partition(":")
        found = _HASH.fullmatch(kept)
        if not _USER.fullmatch(user) or found is None or not 10 <= int(found[1]) <= _HIGHEST_LN:
            raise ArchiveError(
                f"{path}: line {number} is not `user:$scrypt$...`; make it with "
                f"`archive-qa password USER --auth-file {path}`"
            )
        users[user] = kept
    if not users:
        raise ArchiveError(
            f"{path}: nobody is in it; add someone with `archive-qa password USER "
            f"--auth-file {path}`"
        )
    return users


def write(path: Path, user: str, password: str) -> None:
    """Add a user to an auth file, or give them a new password; others' lines stay as they are."""
    if not _USER.fullmatch(user):
        raise ArchiveError(f"{user!r}: expected a name of 1 to 64 characters, no spaces, no colon")
    if not SHORTEST <= len(password) <= LONGEST:
        raise ArchiveError(
            f"the password has {len(password)} characters; expected {SHORTEST} to {LONGEST}"
        )
    lines = path.read_text("utf-8").splitlines() if path.exists() else []
    kept = [line for line in lines if line.partition(":")[0] != user]
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(path.name + ".part")
    partial.unlink(missing_ok=True)
    descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write("".join(line + "\n" for line in [*kept, f"{user}:{hashed(password)}"]))
    partial.replace(path)


def _scrypt(password: str, salt: bytes, ln: int, r: int, p: int, length: int) -> bytes:
    memory = 128 * r * ((1 << ln) + p + 2)  # bytes that scrypt needs, RFC 7914
    return hashlib.scrypt(
        password.encode(), salt=salt, n=1 << ln, r=r, p=p, maxmem=2 * memory, dklen=length
    )


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode().rstrip("=")


NOBODY = f"$scrypt$ln={LN},r={R},p={P}${_base64(bytes(SALT))}${_base64(secrets.token_bytes(KEY))}"
"""A hash that no password has: an unknown user takes as long as a known one."""
