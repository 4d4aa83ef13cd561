"""`python -m rankings …`: the command line."""

import sys

from rankings.cli import main

sys.exit(main(sys.argv[1:]))
