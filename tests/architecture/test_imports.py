"""Who may import whom."""

import ast
import subprocess
import sys

import pytest

from tests.architecture.sources import PACKAGES, ROOT, name_of, python_files, tree_of

# What the engine may use besides NumPy and the standard library, and where.
OPTIONAL_IN_ENGINE = {
    "nn_core/autodiff/parallel.py": {"threadpoolctl"},
    "nn_core/autodiff/accelerator.py": {"numba"},
    "nn_core/optimizers/machine_code.py": {"numba", "llvmlite"},
    "nn_core/saving/": {"h5py", "yaml"},
    "nn_core/diagram/png.py": {"PIL"},
}


def test_the_import_contracts_are_kept():
    check = "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports(no_cache=True))"
    done = subprocess.run([sys.executable, "-c", check], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_engine_needs_only_numpy_and_the_standard_library():
    strangers = {
        f"{name_of(path)} imports {module}"
        for path in python_files("nn_core")
        for module in imported_by(tree_of(path)) - allowed_in(name_of(path))
    }
    assert not strangers


@pytest.mark.parametrize("package", PACKAGES)
def test_imports_are_absolute(package):
    relative = [
        f"{name_of(path)}:{node.lineno}"
        for path in python_files(package)
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.ImportFrom) and node.level
    ]
    assert not relative


def test_importing_the_engine_loads_nothing_heavy():
    heavy = ("h5py", "yaml", "numba", "PySide6", "networkx", "pyqtgraph", "PIL", "designer")
    code = f"import nn_core, sys; print(*[name for name in {heavy} if name in sys.modules])"
    loaded = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert loaded.stdout.split() == []


def allowed_in(file: str) -> set[str]:
    """Return the packages which this file of the engine may import."""
    extra = [names for folder, names in OPTIONAL_IN_ENGINE.items() if file.startswith(folder)]
    return set(sys.stdlib_module_names) | {"numpy", "nn_core"}.union(*extra)


def imported_by(tree: ast.Module) -> set[str]:
    """Return the top-level names of the packages imported anywhere in the file."""
    names = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module)
    return {name.split(".")[0] for name in names}
