"""Logs: an event is a line, and a trace shows places but no values."""

import json
import subprocess
import sys

SCRIPT = """
import structlog
from planner.logs import log_to_standard_error
log_to_standard_error()
def fail(password):
    return int(password)
try:
    fail("hunter" + "2x")
except ValueError as error:
    error.args = ()
    structlog.get_logger().error("request failed", path="/a\\nb", exc_info=True)
"""


def test_a_trace_shows_no_values_and_a_path_breaks_no_line() -> None:
    done = subprocess.run([sys.executable, "-c", SCRIPT], capture_output=True, text=True, check=True)
    assert done.stdout == ""
    (line,) = done.stderr.splitlines()
    event = json.loads(line)
    assert (event["event"], event["level"], event["path"]) == ("request failed", "error", "/a\nb")
    assert "in fail" in event["exception"]
    assert "hunter2x" not in line
