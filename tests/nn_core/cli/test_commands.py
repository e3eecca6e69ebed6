"""The command line: every command does its work, and every mistake is a sentence with an exit code."""

import csv
import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import nn_core as keras
from nn_core import layers
from nn_core.cli.main import main
from nn_core.cli.tables import read_csv


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder to work in, with a model without weights and a table to learn from."""
    monkeypatch.chdir(tmp_path)
    model = keras.Sequential(
        [keras.Input((2,)), layers.Dense(8, activation="tanh"), layers.Dense(2, activation="softmax")]
    )
    model.save("model.json")
    generator = np.random.default_rng(3)
    rows = generator.normal(size=(60, 2))
    with open("points.csv", "w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(["a", "b", "side"])
        writer.writerows([*row, "right" if row[0] > 0 else "left"] for row in rows)
    np.savez("points.npz", x=rows, y=(rows[:, 0] > 0).astype(int), noise=generator.normal(size=60))
    return tmp_path


def train(*more: str) -> int:
    options = ("--data", "points.csv", "--epochs", "30", "--batch-size", "10", "--learning-rate", "0.05", "--seed", "1")
    return main(["train", "model.json", *options, "--output", "trained.h5", *more])


def test_summary_prints_the_table(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["summary", "model.json"]) == 0
    assert "Total params: 42" in capsys.readouterr().out


def test_training_learns_and_evaluating_says_so(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert train() == 0
    assert "sparse_categorical_crossentropy, which fits" in capsys.readouterr().err
    assert main(["evaluate", "trained.h5", "--data", "points.csv"]) == 0
    measured = dict(line.split(": ") for line in capsys.readouterr().out.splitlines())
    assert float(measured["accuracy"]) > 0.95


def test_training_goes_on_from_the_saved_state(folder: Path) -> None:
    assert train("--quiet") == 0
    assert main(["train", "trained.h5", "--data", "points.npz", "--epochs", "1", "--quiet"]) == 0
    steps = int(keras.models.load_model("trained_trained.h5").optimizer.iterations)
    assert steps == 30 * 6 + 2


def test_the_same_seed_gives_the_same_weights(folder: Path) -> None:
    weights = []
    for _ in range(2):
        assert train("--quiet", "--validation-split", "0.2") == 0
        weights.append(keras.models.load_model("trained.h5").get_weights()[0])
    np.testing.assert_array_equal(*weights)


def test_optimizer_loss_and_metrics_can_be_chosen(folder: Path) -> None:
    assert (
        train("--quiet", "--optimizer", "sgd", "--loss", "sparse_categorical_crossentropy", "--metrics", "accuracy")
        == 0
    )
    model = keras.models.load_model("trained.h5")
    assert type(model.optimizer).__name__ == "SGD"
    assert float(model.optimizer.learning_rate) == pytest.approx(0.05)


def test_predictions_are_printed_or_saved(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert train("--quiet") == 0
    assert main(["predict", "trained.h5", "--data", "points.csv"]) == 0
    printed = capsys.readouterr().out.splitlines()
    assert len(printed) == 61
    for name in ("p.csv", "p.npy", "p.npz"):
        assert main(["predict", "trained.h5", "--data", "points.npz", "--output", name]) == 0
    table = np.loadtxt("p.csv", delimiter=",", skiprows=1)
    np.testing.assert_allclose(table, np.load("p.npy"), rtol=1e-5)
    np.testing.assert_array_equal(np.load("p.npy"), next(iter(np.load("p.npz").values())))
    assert Path("p.csv").read_text(encoding="utf-8").splitlines() == printed


def test_a_picture_comes_in_the_format_of_its_ending(folder: Path) -> None:
    assert main(["plot", "model.json", "--show-shapes", "--rankdir", "LR"]) == 0
    assert b"Output shape: (None, 8)" in Path("model.svg").read_bytes()
    assert main(["plot", "model.json", "--output", "m.pdf"]) == 0
    assert Path("m.pdf").read_bytes().startswith(b"%PDF")


def test_arrays_for_several_inputs_and_outputs_go_by_name(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    a, b = keras.Input((2,), name="a"), keras.Input((1,), name="b")
    joined = layers.Concatenate()([a, b])
    keras.Model([a, b], [layers.Dense(1, name="u")(joined), layers.Dense(2, name="v")(joined)]).save("two.h5")
    np.savez("two.npz", a=np.ones((4, 2)), b=np.ones((4, 1)), u=np.ones((4, 1)), v=np.ones((4, 2)))
    assert main(["evaluate", "two.h5", "--data", "two.npz"]) == 0
    assert "u_loss" in capsys.readouterr().out
    assert main(["predict", "two.h5", "--data", "two.npz"]) == 0
    assert capsys.readouterr().out.startswith("u,v_0,v_1\n")


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ("summary missing.h5", "no file 'missing.h5'"),
        ("summary points.csv", "the files of models end in .keras, .h5, .hdf5 or .json"),
        ("summary model.nnd", "export the model"),
        ("evaluate model.json --data points.csv", "holds no weights"),
        ("train model.json --data missing.csv", "no file 'missing.csv'"),
        ("train model.json --data model.json", "reads .npz and .csv"),
        ("train model.json --data points.csv --y sid", "no column 'sid'.*Did you mean 'side'"),
        ("train model.json --data points.csv --x a --y side", "takes 2 numbers.*has 1 columns"),
        ("train model.json --data points.csv --x a,side --y b", "Column 'side'.*holds words such as"),
        ("train model.json --data points.npz --y label", "no array 'label'; it has x, y, noise"),
        ("train model.json --data points.csv --loss msee", "msee"),
        ("train model.json --data points.csv --output trained.png", "end it in .keras or .h5"),
        ("train model.json --data points.csv --learning-rate 1e39 --optimizer sgd", "ran away"),
        ("plot model.json --output model.bmp", "should end in .png, .svg or .pdf"),
    ],
)
@pytest.mark.filterwarnings("ignore::RuntimeWarning")
def test_a_mistake_is_a_sentence(arguments: str, says: str, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = sorted(folder.iterdir())
    assert main(arguments.split()) == 1
    printed = capsys.readouterr().err
    assert "Traceback" not in printed
    assert re.search(says, printed), printed
    assert sorted(folder.iterdir()) == before


@pytest.mark.parametrize("arguments", ["", "train model.json", "train model.json --data x.csv --epochs 0", "fly"])
def test_wrong_usage_ends_with_code_2(arguments: str, folder: Path) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(arguments.split())
    assert stopped.value.code == 2


def test_help_shows_examples(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["--help"])
    assert "python -m nn_core train model.json --data iris.csv" in capsys.readouterr().out


def test_the_module_can_be_run(folder: Path) -> None:
    command = [sys.executable, "-m", "nn_core", "summary", "missing.h5"]
    root = Path(keras.__file__).parent.parent
    done = subprocess.run(command, capture_output=True, text=True, env={"PYTHONPATH": str(root)}, check=False)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.strip() == "summary: There is no file 'missing.h5'."


def test_a_number_too_long_for_a_whole_one_is_read_as_a_real_one(tmp_path: Path) -> None:
    (tmp_path / "long.csv").write_text(f"a,b\n{10**30},1\n", encoding="utf-8")
    assert read_csv(tmp_path / "long.csv")["a"][0] == 1e30
