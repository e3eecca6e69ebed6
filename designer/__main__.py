"""`python -m designer` starts the application."""

import sys

from designer.app import main

if __name__ == "__main__":
    sys.exit(main())
