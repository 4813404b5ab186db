"""Run the CDK app, and write down which modules of the project it imported.

It imports some of the runtime code, such as the settings of the functions; only those modules, not all of the runtime
code, decide whether the templates are still up to date.
"""

import json
import runpy
import sys
from pathlib import Path

INPUTS_FILE = "inputs.json"


def imported_files(project: Path) -> list[str]:
    """Return the source files below the project, but for installed packages, of all modules that are loaded."""
    loaded = [getattr(module, "__file__", None) for module in list(sys.modules.values())]
    files = {Path(name) for name in loaded if name is not None}
    return sorted(
        str(file.relative_to(project))
        for file in files
        if file.is_relative_to(project) and "site-packages" not in file.parts
    )


def main(output: Path) -> None:
    project = Path.cwd()
    sys.path.insert(0, str(project))
    runpy.run_path("app.py", run_name="__main__")
    (output / INPUTS_FILE).write_text(json.dumps(imported_files(project)), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
