"""packaging/bootstrap.py: the file that every Python must understand."""

import ast
import os
import subprocess
import sys
from pathlib import Path

import pytest

import bootstrap

SCRIPT = Path(bootstrap.__file__)
NEWER_SYNTAX = (ast.JoinedStr, ast.AnnAssign, ast.NamedExpr, ast.Match, ast.AsyncFunctionDef, ast.Starred, ast.Nonlocal)


def start_as(version: tuple[int, int], path: str, *arguments: str) -> "subprocess.CompletedProcess[str]":
    """Run the script on a Python that takes itself for this version and sees only these programs."""
    pretend = f"import runpy, sys; sys.version_info = {(*version, 0, 'final', 0)}; sys.argv = {['-', *arguments]}; "
    code = pretend + f"runpy.run_path({str(SCRIPT)!r}, run_name='__main__')"
    return subprocess.run(
        [sys.executable, "-c", code], env={**os.environ, "PATH": path}, capture_output=True, text=True, check=False
    )


def test_it_uses_no_syntax_that_an_old_python_does_not_know():
    nodes = list(ast.walk(ast.parse(SCRIPT.read_text(encoding="utf-8"))))
    assert not [node for node in nodes if isinstance(node, NEWER_SYNTAX)]
    assert not [node for node in nodes if isinstance(node, ast.arg) and node.annotation]
    assert not [node for node in nodes if isinstance(node, ast.FunctionDef) and (node.returns or node.args.kwonlyargs)]


def test_a_too_old_python_alone_is_named_in_one_sentence(tmp_path):
    done = start_as((3, 7), str(tmp_path), "run")
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert "This is Python 3.7, but nn-designer needs Python 3.11 or newer" in done.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="Windows lets only administrators link files")
def test_a_too_old_python_hands_over_to_a_newer_one_on_the_path(tmp_path):
    (tmp_path / "python3.12").symlink_to(sys.executable)
    done = start_as((3, 7), str(tmp_path), "--help")
    assert done.returncode == 0
    assert done.stdout.startswith("usage: python3 packaging/bootstrap.py run")


def test_a_program_that_is_no_python_is_passed_over():
    assert bootstrap.find_python([["no-such-program"], ["git"], [sys.executable]]) == [sys.executable]


def test_no_python_at_all_is_found_where_there_is_none():
    assert bootstrap.find_python([["no-such-program"]]) is None
