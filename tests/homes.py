"""Data folders of their own for servers under test, with what a first start makes already in them."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

MADE = ("*.npy", "party_list_*.sqlite", "index")
FIRST_START = "from assistant.channels.server import _warm; _warm()"


def prepared(folder: Path) -> Path:
    """The folder, with what the run's first start made: vectors, weights, the party list and the sentence model.

    Raises:
        CalledProcessError: a first start fails.
    """
    subprocess.run([sys.executable, "-c", FIRST_START], cwd=Path(__file__).parents[1], check=True)
    shared = Path(os.environ["EXPORTDESK_HOME"])
    for kind in MADE:
        for one in shared.glob(kind):
            if one.is_dir():
                shutil.copytree(one, folder / one.name, dirs_exist_ok=True)
            else:
                (folder / one.name).symlink_to(one)
    return folder
