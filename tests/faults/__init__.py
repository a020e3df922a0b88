"""Faults, and what must be true after them."""

import pytest

pytest.register_assert_rewrite("tests.faults.audit", "tests.faults.telling")
