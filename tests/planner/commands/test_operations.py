"""`serve` and `worker` for programs: one JSON object says where they are, as soon as they are there."""

import json
import os
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

QUIET = {"QUARTERDECK_EMBEDDED_WORKER": "false", "QUARTERDECK_WARM_UP": "false"}


@contextmanager
def running(folder: Path, *words: str) -> Iterator["subprocess.Popen[str]"]:
    command = [
        sys.executable,
        "-c",
        "from planner.cli import main; main()",
        *words,
        "--data",
        str(folder),
        "--json",
    ]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=os.environ | QUIET)
    try:
        yield process
    finally:
        process.terminate()
        process.wait(30)
        if process.stdout is not None:
            process.stdout.close()


def test_serve_says_where_it_is_and_how_to_sign_in(tmp_path: Path) -> None:
    with running(tmp_path, "serve", "--port", "0") as process:
        assert process.stdout is not None
        told = json.loads(process.stdout.readline())
        assert told["login"].startswith(f"{told['address']}/login?token=")
        with urllib.request.urlopen(f"{told['address']}/health/ready", timeout=60) as answer:
            assert json.load(answer) == {"status": "ready"}
        process.terminate()
        assert process.stdout.read() == ""


def test_a_worker_says_its_name_when_it_takes_jobs(tmp_path: Path) -> None:
    with running(tmp_path, "worker") as process:
        assert process.stdout is not None
        assert json.loads(process.stdout.readline()) == {"worker": "embedded"}
        process.terminate()
        assert process.stdout.read() == ""
