"""A script that records acts by night goes by their exit codes."""

import json
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.end_to_end.conftest import Desk

ACTS, AT_ONCE = 20, 4
"""`python -m bench startup` sends two hundred."""


@pytest.mark.timeout(300)  # twenty programs, on a machine that may be busy
def test_every_act_that_is_recorded_leaves_with_exit_code_0(office: Desk) -> None:
    slug = "sent-by-night"
    office.does("start", office.file(slug))

    with ThreadPoolExecutor(AT_ONCE) as threads:
        sent = [
            threads.submit(office.treaty, "comment", slug, f"Remark {number}")
            for number in range(ACTS)
        ]

    assert [(it.result().code, it.result().err) for it in sent] == [(0, "")] * ACTS
    told = json.loads(office.does("history", slug, "-o", "json").out)
    assert len(told) == ACTS
