import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import psycopg
import pytest

pytestmark = [pytest.mark.postgres, pytest.mark.slow]
SHOW_URL = [sys.executable, "-c", "import os, time; print(os.environ['DATABASE_URL'], flush=True); time.sleep(60)"]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_an_interrupted_server_is_stopped_and_leaves_nothing(number: signal.Signals, tmp_path: Path) -> None:
    script = Path(__file__).with_name("postgres")
    with subprocess.Popen(
        [sys.executable, script, *SHOW_URL], stdout=subprocess.PIPE, text=True, env={"TMPDIR": tempfile.gettempdir()}
    ) as run:
        assert run.stdout is not None
        url = run.stdout.readline().strip()
        with psycopg.connect(url) as connection:
            row = connection.execute("SHOW data_directory").fetchone()
        run.send_signal(number)

        assert run.wait(timeout=30) == 128 + number

    assert row is not None
    assert not Path(row[0]).parent.exists()
    with pytest.raises(psycopg.OperationalError, match="refused"):
        psycopg.connect(url)


def test_the_exit_status_is_the_command_s() -> None:
    script = Path(__file__).with_name("postgres")

    done = subprocess.run([sys.executable, script, "sh", "-c", "exit 7"], check=False)

    assert done.returncode == 7
