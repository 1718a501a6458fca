"""Whose folder a mirror's is: nothing but ours in it, one user who writes it, one command at a time."""

from __future__ import annotations

import errno
import os
import stat
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from scripts.mirror.trouble import BusyError, MisuseError, shown

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl
    import pwd

VOUCHED = "vouched"

_HOLDING_OURS = ("current", "editions", "incoming", "lock", "mirror.json", "allowed_signers", "revoked_keys", VOUCHED)
_HOLDING_OF_DISKS = ("lost+found", "System Volume Information", "$RECYCLE.BIN")
"""What systems put into the first folder of a disk."""


def check_folder(folder: Path) -> None:
    """Raise MisuseError unless a mirror may be kept in this folder: a new or an empty one, or a mirror's, of this user.

    OSError is about the folder itself.
    """
    if not os.path.lexists(folder):
        return
    if not folder.is_dir():
        raise MisuseError(f"{folder} is no folder: name an empty or a new folder")
    check_owner(folder)
    mirror = (folder / "mirror.json").is_file()  # in which a stray file must not stop the updates
    for name in [] if mirror else sorted(os.listdir(folder)):  # noqa: PTH208  # names are all that counts
        if not name.startswith(".") and name not in _HOLDING_OURS and name not in _HOLDING_OF_DISKS:
            raise MisuseError(f"{folder} holds other things ({shown(name)}): name an empty or a new folder")
    for name in ("editions", "incoming", VOUCHED):
        if (folder / name).is_symlink():
            raise MisuseError(f"{folder / name} is a symbolic link, which sync does not follow: delete the link")


def check_owner(folder: Path) -> None:
    """Raise MisuseError when the folder is another user's, who could not work with the files made now."""
    if sys.platform == "win32":
        return
    owner = folder.stat().st_uid
    if owner == os.geteuid():
        return
    try:
        name = pwd.getpwuid(owner).pw_name
    except KeyError:
        name = f"#{owner}"
    raise MisuseError(f"{folder} belongs to {name}: run this as that user: sudo -u {_quoted_user(name)} …")


@contextmanager
def hold(folder: Path) -> Iterator[None]:
    """Hold a mirror's folder for oneself. Raises BusyError when another command does, and MisuseError."""
    check_owner(folder)
    file = folder / "lock"
    # closed to others: whoever may open the file could hold the lock for ever
    flags = os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
    try:
        handle = os.open(file, flags, 0o600)
    except OSError as error:
        if error.errno in (errno.ELOOP, errno.EISDIR):
            raise MisuseError(f"{file} is no ordinary file: delete it") from None
        raise
    with os.fdopen(handle, "r+b", buffering=0) as stream:
        if not stat.S_ISREG(os.fstat(handle).st_mode):
            raise MisuseError(f"{file} is no ordinary file: delete it")
        try:
            if sys.platform == "win32":
                msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
            else:
                os.fchmod(handle, 0o600)
                fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            if error.errno not in (errno.EAGAIN, errno.EACCES, errno.EDEADLK):
                raise
            raise BusyError(f"{folder}: another sync is running: wait until it is done") from None
        yield


def _quoted_user(name: str) -> str:
    return f"'{name}'" if name.startswith("#") else name
