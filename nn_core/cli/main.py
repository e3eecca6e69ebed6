"""main: reads the command line and runs one command; every error is a sentence and an exit code."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from nn_core.cli import commands

EXAMPLES = """\
examples:
  python -m nn_core summary model.h5
  python -m nn_core train model.json --data iris.csv --y species --epochs 50 --output trained.h5
  python -m nn_core evaluate trained.h5 --data test.npz
  python -m nn_core predict trained.h5 --data test.npz --output predictions.csv
  python -m nn_core plot model.h5 --output model.svg --show-shapes
  python -m nn_core convert model.h5 model.keras

Models are .keras, .h5, .json or .yaml files of Keras 2, Keras 3 or this program. Data is a .csv file with a line of
names at the top, or an .npz file with arrays such as x and y. Exit code: 0 done, 1 it could not be done, 2 wrong usage.
"""

DATA_HELP = "file with the data: .npz with arrays, or .csv with a line of names"
X_HELP = "arrays or columns to take as input, with commas between; for an .npz x or x_train, for a .csv all but y"
Y_HELP = "arrays or columns to predict, with commas between; for an .npz y or y_train, for a .csv the last column"


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command; return its exit code."""
    options = make_parser().parse_args(argv)
    try:
        options.run(options)
    except (ValueError, TypeError, OSError, ImportError, MemoryError) as error:
        print(f"{options.command}: {_sentence(error)}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nInterrupted.", file=sys.stderr)
        return 130
    return 0


def _sentence(error: BaseException) -> str:
    if isinstance(error, MemoryError):
        return "there is not enough memory for that; a smaller --batch-size takes less."
    if isinstance(error, OSError) and error.strerror:
        return f"'{error.filename}': {error.strerror}." if error.filename else f"{error.strerror}."
    return str(error)


def make_parser() -> argparse.ArgumentParser:
    """Return the parser of all commands."""
    parser = argparse.ArgumentParser(
        prog="python -m nn_core",
        description="Look at, train and use neural networks in Keras's files.",
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parsers = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    for add in (_add_summary, _add_train, _add_evaluate, _add_predict, _add_plot, _add_convert):
        add(parsers)
    return parser


def _add_summary(parsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    command = _command(parsers, "summary", "print a table of the layers with their shapes and parameters")
    command.add_argument("--expand-nested", action="store_true", help="open models inside the model")
    command.add_argument("--show-trainable", action="store_true", help="say which layers training changes")
    command.add_argument("--line-length", type=int, metavar="N", help="width of the table in characters")
    command.set_defaults(run=commands.summary)


def _add_train(parsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    command = _command(parsers, "train", "train a model on data and save it")
    _add_data(command)
    command.add_argument("--epochs", type=_count, default=10, metavar="N", help="times to go through the data (10)")
    command.add_argument("--batch-size", type=_count, default=32, metavar="N", help="samples for each step (32)")
    command.add_argument("--optimizer", metavar="NAME", help="sgd, rmsprop, adam …; that of the file, or adam")
    command.add_argument("--learning-rate", type=float, metavar="RATE", help="how far to go in each step")
    _add_measures(command)
    command.add_argument("--validation-split", type=float, default=0.0, metavar="SHARE", help="share to validate on")
    command.add_argument("--seed", type=int, metavar="N", help="makes the run repeatable")
    command.add_argument("--output", metavar="FILE", help="where to save the trained model (NAME_trained.h5)")
    command.add_argument("--quiet", action="store_true", help="print nothing but errors")
    command.set_defaults(run=commands.train)


def _add_evaluate(parsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    command = _command(parsers, "evaluate", "print the loss and the metrics on data")
    _add_data(command)
    _add_measures(command)
    command.add_argument("--batch-size", type=_count, default=32, metavar="N", help="samples at a time (32)")
    command.set_defaults(run=commands.evaluate, optimizer=None, learning_rate=None)


def _add_predict(parsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    command = _command(parsers, "predict", "print or save what the model says about data")
    _add_data(command)
    command.add_argument("--batch-size", type=_count, default=32, metavar="N", help="samples at a time (32)")
    command.add_argument("--output", metavar="FILE", help=".csv, .npy or .npz; printed as .csv if not given")
    command.set_defaults(run=commands.predict)


def _add_plot(parsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    command = _command(parsers, "plot", "draw the model")
    command.add_argument("--output", metavar="FILE", help=".svg, .pdf or .png (NAME.svg)")
    command.add_argument("--show-shapes", action="store_true", help="show the shapes of input and output")
    command.add_argument("--show-dtype", action="store_true", help="show the type of the numbers")
    command.add_argument("--hide-names", action="store_true", help="show classes only, not the layers' names")
    command.add_argument("--show-activations", action="store_true", help="show activation functions")
    command.add_argument("--show-trainable", action="store_true", help="show which layers training changes")
    command.add_argument("--expand-nested", action="store_true", help="open models inside the model")
    command.add_argument("--rankdir", default="TB", choices=("TB", "LR", "BT", "RL"), help="where the data flows (TB)")
    command.add_argument("--dpi", type=_count, default=200, metavar="N", help="dots per inch of a .png (200)")
    command.set_defaults(run=commands.plot)


def _add_convert(parsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    command = _command(parsers, "convert", "write a model into another kind of file")
    command.add_argument("target", metavar="TARGET", help=".keras, .h5, .weights.h5, .json, .yaml, .py or .ipynb")
    command.add_argument("--architecture", metavar="MODEL", help="the model whose weights FILE holds, if nothing else")
    command.set_defaults(run=commands.convert)


def _command(
    parsers: argparse._SubParsersAction[argparse.ArgumentParser], name: str, text: str
) -> argparse.ArgumentParser:
    command = parsers.add_parser(name, help=text, description=f"{text[0].upper()}{text[1:]}.")
    command.add_argument("file", metavar="FILE", help="the model: .keras, .h5, .json or .yaml")
    return command


def _add_data(command: argparse.ArgumentParser) -> None:
    command.add_argument("--data", required=True, metavar="FILE", help=DATA_HELP)
    command.add_argument("--x", metavar="NAMES", help=X_HELP)
    command.add_argument("--y", metavar="NAMES", help=Y_HELP)
    command.add_argument(
        "--weights", metavar="FILE", help=".h5 file with the weights of a model in a .json or .yaml file"
    )


def _add_measures(command: argparse.ArgumentParser) -> None:
    command.add_argument("--loss", metavar="NAME", help="that of the file, or one that fits the model and the data")
    command.add_argument("--metrics", metavar="NAMES", help="with commas between, for instance accuracy,mae")


def _count(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} should be a whole number of at least 1")
    return int(text)
