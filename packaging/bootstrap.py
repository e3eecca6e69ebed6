"""Start here: ``python3 packaging/bootstrap.py run`` opens the designer, ``... test`` runs the tests.

Nothing has to be installed before; the first call sets everything up in ``.venv``.
Every Python, however old, must understand this file in order to say that it is too old:
hence no annotations and no f-strings here. The rest is in the folder ``bootstrapping``.
"""

import os
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
OLDEST = (3, 11)
NEWER_NAMES = (["python3.13"], ["python3.12"], ["python3.11"], ["python3.14"], ["python3"], ["py", "-3"])


def main(arguments):
    """Carry out the command with this Python, or with a newer one if this is too old."""
    if sys.version_info[:2] >= OLDEST:
        sys.path.insert(0, HERE)
        from bootstrapping.commands import carry_out

        return carry_out(arguments)
    newer = find_python(NEWER_NAMES)
    if newer is None:
        sys.stderr.write(too_old(sys.version_info) + "\n")
        return 1
    return subprocess.call(newer + [os.path.abspath(__file__)] + arguments)


def find_python(names):
    """Return the first of these commands that is a Python new enough and really starts, else None."""
    question = "import sys; sys.exit(sys.version_info[:2] < (%d, %d))" % OLDEST
    for name in names:
        with open(os.devnull, "w") as nowhere:
            try:
                if subprocess.call(name + ["-c", question], stdout=nowhere, stderr=nowhere) == 0:
                    return name
            except OSError:
                continue
    return None


def too_old(version):
    """Return the sentence for a Python that cannot run the designer."""
    return (
        "This is Python %d.%d, but nn-designer needs Python %d.%d or newer: install one from python.org or with your "
        "system's package manager, then run the same command again." % (tuple(version[:2]) + OLDEST)
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
