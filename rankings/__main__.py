"""`python -m rankings …`: the command line."""

import sys

from rankings.cli import main
from rankings.cli.output import keep_stdout

keep_stdout()
sys.exit(main(sys.argv[1:]))
