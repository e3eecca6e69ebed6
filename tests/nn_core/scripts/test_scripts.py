"""Scripts as in tutorials run from the first line to the last, with nn_core in the place of keras."""

import runpy
import sys
import warnings
from pathlib import Path

import pytest

FOLDER = Path(__file__).parent
SCRIPTS = sorted(path.name for path in FOLDER.glob("*.py") if not path.name.startswith("test_"))
OLD = "keras1.py"


@pytest.mark.parametrize("script", [name for name in SCRIPTS if name != OLD])
def test_a_tutorial_runs_without_a_warning(script):
    runpy.run_path(str(FOLDER / script), run_name="__main__")


def test_a_script_for_keras_1_runs_and_is_told_each_old_spelling_once(monkeypatch):
    for name in [
        name for name in sys.modules if name.startswith("nn_core.") and "old_modules" in repr(sys.modules[name])
    ]:
        monkeypatch.delitem(sys.modules, name)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("default")
        runpy.run_path(str(FOLDER / OLD), run_name="__main__")
    remarks = [(each.lineno, str(each.message)) for each in caught]
    assert {Path(each.filename).name for each in caught} == {OLD}
    assert len(set(remarks)) == len(remarks)
    told = " ".join(text for _, text in remarks)
    for old in (
        "nb_classes",
        "nb_filter",
        "'nb_row'",
        "mode",
        "'p'",
        "output_dim",
        "lr",
        "decay",
        "nb_epoch",
        "np_utils",
    ):
        assert old in told
