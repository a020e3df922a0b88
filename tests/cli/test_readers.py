"""Whatever the bytes are, a reader understands them or says why not, in an error of its own."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.cli.readers import READERS, tried

ODD = st.sampled_from([
    b"", b"\x00", b"\xff", b"[" * 3000, b"9" * 5000, b'"', b"'''", b"\n", b"\r\n", b"=", b"{}",
    b"[[a]]\n", b"a.b.c = 1\n", b"1e999", b"nan", b"-inf", b"0001-01-01", b"9999-12-31",
    b"9999-12-31T23:59:59.999999+23:59", b"true", b"\xe2\x80\xae", b"\xf0\x9f\x87\xb0", b"\\ud800",
    b"\\u0000", b"..", b"../../etc", b"${x}{{ x }}%s", b",,,,", b"-1", b"0x10", b"null",
    b"99999999999999999999",
])  # fmt: skip
SETTINGS = settings(
    max_examples=60, deadline=None, derandomize=True, database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)  # fmt: skip


@st.composite
def mutated(draw: st.DrawFn, begins: tuple[bytes, ...]) -> bytes:
    """What can be read, with parts taken out, doubled, or replaced by something odd."""
    content = draw(st.sampled_from(begins))
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(content)))
        end = min(len(content), start + draw(st.sampled_from([0, 0, 1, 2, 8, 60])))
        odd = draw(st.one_of(ODD, st.binary(max_size=6), st.just(content[start : start + 80])))
        content = content[:start] + odd + content[end:]
    return content


@pytest.fixture(autouse=True)
def phrase(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TREATY_KEY_PASSPHRASE", "a long passphrase")


@pytest.mark.parametrize("name", sorted(set(READERS) - {"private key"}))
def test_a_reader_reads_what_is_right(name: str, tmp_path: Path) -> None:
    """One that refuses everything would raise no other error either."""
    READERS[name].read(READERS[name].begins[0], tmp_path)


@pytest.mark.parametrize("name", READERS)
def test_a_reader_raises_no_error_but_its_own(name: str, tmp_path: Path) -> None:
    @SETTINGS
    @given(st.one_of(mutated(READERS[name].begins), mutated(READERS[name].begins), st.binary()))
    def whatever_comes(content: bytes) -> None:
        tried(name, content, tmp_path)

    whatever_comes()
