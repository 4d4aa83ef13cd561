"""`python -m rankings …`: the command line."""

import sys
from importlib.abc import MetaPathFinder
from typing import Any

from rankings.cli import main
from rankings.cli.output import keep_stdout


class WithoutPandas(MetaPathFinder):
    """Says that pandas is not installed: no command needs it.

    DuckDB and Arrow import it where they find it, to see whether a value is one of its kinds:
    that takes longer than most answers.
    """

    def find_spec(self, fullname: str, path: Any, target: Any = None) -> None:
        """Nothing for all but pandas: others look for them. Raises ModuleNotFoundError for it."""
        if fullname == "pandas":
            raise ModuleNotFoundError(f"no command needs {fullname}", name=fullname)


if __name__ == "__main__":
    sys.meta_path.insert(0, WithoutPandas())
    keep_stdout()
    sys.exit(main(sys.argv[1:]))
