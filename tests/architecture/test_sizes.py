"""Files and functions stay small enough to be read at once."""

from tests.architecture.sources import EVERYTHING, functions_in, name_of, python_files, text_of

LONGEST_FILE = 500
LONGEST_FUNCTION = 60


def test_no_file_is_too_long():
    lengths = {name_of(path): text_of(path).count("\n") for path in python_files(*EVERYTHING)}
    assert {name: length for name, length in lengths.items() if length > LONGEST_FILE} == {}


def test_no_function_is_too_long():
    lengths = {
        f"{name_of(path)}:{function.lineno} {function.name}": function.end_lineno - function.lineno + 1
        for path in python_files(*EVERYTHING)
        for function in functions_in(path)
    }
    assert {name: length for name, length in lengths.items() if length > LONGEST_FUNCTION} == {}
