"""designer.paths: the program's own files and the user's."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from designer import paths


def test_resources_stand_beside_the_package_in_a_checkout():
    assert paths.resource("icons/a.svg") == Path(paths.__file__).resolve().parents[1] / "resources" / "icons" / "a.svg"


def test_resources_stand_inside_the_package_in_a_wheel(tmp_path):
    package = tmp_path / "designer"
    (package / "resources").mkdir(parents=True)
    shutil.copy(paths.__file__, package / "paths.py")
    (package / "__init__.py").touch()
    code = "from designer.paths import resource; print(resource('icons'))"
    said = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True
    ).stdout.strip()
    assert Path(said) == (package / "resources" / "icons").resolve()


def test_the_users_folder_is_made_where_it_was_asked_for(tmp_path, monkeypatch):
    monkeypatch.setenv("NN_DESIGNER_HOME", str(tmp_path / "a" / "b"))
    assert paths.user_folder() == tmp_path / "a" / "b"
    assert paths.user_folder().is_dir()


@pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="XDG_DATA_HOME is a habit of Linux")
def test_without_a_wish_the_users_folder_is_where_the_system_wants_it(tmp_path, monkeypatch):
    monkeypatch.delenv("NN_DESIGNER_HOME")
    monkeypatch.setenv("XDG_DATA_HOME", os.fspath(tmp_path))
    assert paths.user_folder() == tmp_path / "nn-designer"
