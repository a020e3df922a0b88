"""What a trace tells where treaties are encrypted."""

from pathlib import Path

import pytest
from temporalio.contrib.opentelemetry import TracingInterceptor

from operations.settings import Settings
from operations.tracing import tracing
from tests.operations.collector import Collector, collecting

SECRET = "the Senate rejected it"  # noqa: S105 - what must not be told


def fail(interceptor: TracingInterceptor) -> None:
    """A span that ends with an exception."""
    with interceptor.tracer.start_as_current_span("RunActivity:append_links"):
        raise ValueError(SECRET)


def told(keyring: Path | None, monkeypatch: pytest.MonkeyPatch) -> Collector:
    with collecting() as collector:
        monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", collector.address)
        with tracing(Settings(tracing=True, keyring=keyring)) as interceptors:
            (interceptor,) = interceptors
            with pytest.raises(ValueError, match=SECRET):
                fail(interceptor)
        return collector


def test_under_a_key_ring_an_exception_is_told_and_not_quoted(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (clear,) = told(None, monkeypatch).spans
    (discreet,) = told(tmp_path / "ring.toml", monkeypatch).spans

    assert SECRET in str(clear), "else this test could not fail"
    assert SECRET not in str(discreet)
    assert discreet.name == clear.name
    assert discreet.status.code == clear.status.code == clear.status.STATUS_CODE_ERROR


def test_nothing_is_traced_unless_it_is_set() -> None:
    with tracing(Settings()) as interceptors:
        assert interceptors == ()
