"""`python -m nn_core` works with model files from the command line."""

import sys

from nn_core.cli.main import main

if __name__ == "__main__":
    sys.exit(main())
