"""Node and its packages, in a folder of their own."""

import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent
OLDEST_NODE = 20
OFFLINE = re.compile(r"\b(ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ENETUNREACH|ETIMEDOUT|ENOTCACHED)\b")


@dataclass(frozen=True)
class Project:
    """A copy of the TypeScript files beside this, with the locked packages installed."""

    folder: Path

    def run(self, *command: str, **variables: str) -> subprocess.CompletedProcess[str]:
        # The compiler and the like lie among the packages. What the environment tells npm counts.
        path = f"{self.folder / 'node_modules' / '.bin'}{os.pathsep}{os.environ['PATH']}"
        return subprocess.run(
            command,
            cwd=self.folder,
            env={**os.environ, "PATH": path, "NO_COLOR": "1", **variables},
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )

    def output(self, *command: str, **variables: str) -> str:
        """What a command prints that must succeed."""
        done = self.run(*command, **variables)
        assert done.returncode == 0, f"{' '.join(command)}\n{done.stdout}\n{done.stderr}"
        return done.stdout


def install(folder: Path) -> Project:
    """Skips the test where that cannot be done."""
    for program in ("node", "npm"):
        if shutil.which(program) is None:
            pytest.skip(f"needs {program}, of Node {OLDEST_NODE} or newer, on the PATH")
    for file in (*HERE.glob("*.ts"), *HERE.glob("*.json")):
        shutil.copy(file, folder)
    project = Project(folder)
    version = project.output("node", "--version").strip()
    if int(version.removeprefix("v").partition(".")[0]) < OLDEST_NODE:
        pytest.skip(f"needs Node {OLDEST_NODE} or newer, and this is {version}")
    installed = project.run("npm", "ci", "--no-audit", "--no-fund", "--ignore-scripts")
    if unreachable := OFFLINE.search(installed.stderr) if installed.returncode else None:
        pytest.skip(f"needs npm's registry, which could not be reached: {unreachable[1]}")
    assert installed.returncode == 0, installed.stderr
    return project
