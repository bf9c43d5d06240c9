"""An index killed in the middle, cut off, built twice at once, or without room: the last good one answers."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from datetime import date
from pathlib import Path

import pytest

from knowledge.digest import load_digest
from knowledge.embed import encoder
from knowledge.errors import IndexBuildError
from knowledge.index import answering_folder, build_index, current_version, is_whole, model_path
from knowledge.search import search

DAY = date(2026, 9, 24)
FEW = load_digest()[:6]
BUILD = """
import sys
from pathlib import Path
from knowledge.digest import load_digest
from knowledge.index import build_index
folder, size = Path(sys.argv[1]), int(sys.argv[2])
def told(done, total):
    print(done, flush=True)
print(build_index(folder, told, load_digest()[:size]).embedded, "embedded", flush=True)
"""


@pytest.fixture
def folder(index: Path, tmp_path: Path) -> Path:
    """An index of six provisions."""
    model_path(tmp_path).symlink_to(model_path(index))
    build_index(tmp_path, provisions=FEW)
    return tmp_path


def _started(folder: Path, size: int) -> subprocess.Popen[str]:
    root = Path(__file__).resolve().parents[2]
    command = [sys.executable, "-c", BUILD, str(folder), str(size)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=root)


def _answers(folder: Path) -> None:
    """The six provisions answer, by words and vectors."""
    found = search(FEW[0].cite, folder, 3, None)
    assert found[0].cite == FEW[0].cite
    assert {one.mode for one in found} == {"hybrid"}


def test_killed_while_encoding(folder: Path) -> None:
    before = current_version(folder)
    build = _started(folder, 40)
    assert build.stdout is not None
    for line in build.stdout:
        if int(line) > 10:
            break
    build.send_signal(signal.SIGKILL)
    build.wait()
    build.stdout.close()
    assert current_version(folder) == before
    _answers(folder)
    assert build_index(folder, provisions=load_digest()[:8]).passages == 8


def test_killed_while_writing(folder: Path) -> None:
    before = current_version(folder)
    build = _started(folder, 20)
    while build.poll() is None and not any(folder.glob(".*/passages.jsonl")):
        time.sleep(0.001)
    build.send_signal(signal.SIGKILL)
    build.wait()
    assert build.stdout is not None
    build.stdout.close()
    assert current_version(folder) == before
    assert any(folder.glob(".*/passages.jsonl"))  # what it left
    _answers(folder)
    done = build_index(folder, provisions=load_digest()[:8])
    assert not list(folder.glob(".*"))
    assert answering_folder(folder) == folder / done.version


@pytest.mark.parametrize("name", ["vectors.npy", "passages.jsonl", "manifest.json", "words/data.npy"])
def test_a_file_cut_off(name: str, folder: Path) -> None:
    before = current_version(folder)
    damaged = build_index(folder, provisions=load_digest()[:8]).version
    file = folder / damaged / name
    os.truncate(file, file.stat().st_size // 2)
    assert not is_whole(folder / damaged)
    assert answering_folder(folder) == folder / before
    _answers(folder)
    assert build_index(folder, provisions=load_digest()[:8]).version == damaged
    assert answering_folder(folder) == folder / damaged


def test_a_model_cut_off_leaves_the_words_and_is_exported_again(index: Path, folder: Path) -> None:
    model = model_path(folder)
    model.unlink()
    shutil.copy(model_path(index), model)
    os.truncate(model, 1_000_000)
    encoder.cache_clear()
    found = search(FEW[0].title, folder, 3, None)
    assert found[0].mode == "lexical"
    build_index(folder, provisions=FEW)
    assert model.stat().st_size == model_path(index).stat().st_size


def test_two_builds_at_once(folder: Path) -> None:
    builds = [_started(folder, 20), _started(folder, 20)]
    ended = [build.communicate(timeout=240)[0].splitlines()[-1] for build in builds]
    assert [build.returncode for build in builds] == [0, 0]
    embedded = sorted(int(line.split()[0]) for line in ended)
    assert embedded[0] == 0 < embedded[1]  # the second one found the work done
    assert is_whole(folder / current_version(folder), thorough=True)
    assert not list(folder.glob(".*"))


@pytest.mark.system
def test_a_full_disk(index: Path, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1500k", "tmpfs", str(disk)], capture_output=True)
    if mounted.returncode != 0:
        pytest.skip("a small disk cannot be mounted here")
    request.addfinalizer(lambda: subprocess.run(["umount", "-l", str(disk)], check=True))
    model_path(disk).symlink_to(model_path(index))
    before = build_index(disk, provisions=FEW).version
    (disk / "filler").write_bytes(bytes(os.statvfs(disk).f_bavail * os.statvfs(disk).f_frsize - 40_000))
    with pytest.raises(IndexBuildError, match="No space left"):
        build_index(disk, provisions=load_digest()[:60])
    assert current_version(disk) == before
    assert not list(disk.glob(".*"))
    _answers(disk)
