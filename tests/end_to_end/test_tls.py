"""The command line and the worker over mutual TLS, as a profile or the environment names it.

The dev server speaks no TLS, so a proxy on loopback does in front of it, and asks for a
certificate of the client's.
"""

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from tests.end_to_end.conftest import Desk

HERE = "127.0.0.1"
QUEUE = "over-tls"


class Authority:
    """A certificate authority of the test's own."""

    def __init__(self, folder: Path, name: str) -> None:
        self.folder, self.name = folder, name
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.certificate = self._sign(name, self.key, is_authority=True)
        self._write("ca", self.key, self.certificate)

    def issue(self, name: str) -> None:
        """Write NAME.pem and NAME.key."""
        key = ec.generate_private_key(ec.SECP256R1())
        self._write(name, key, self._sign("localhost", key))

    def _sign(
        self, name: str, key: ec.EllipticCurvePrivateKey, *, is_authority: bool = False
    ) -> x509.Certificate:
        now = datetime.now(UTC)
        made = (
            x509.CertificateBuilder()
            .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)]))
            .issuer_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, self.name)]))
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - timedelta(minutes=5))
            .not_valid_after(now + timedelta(days=1))
            .add_extension(x509.BasicConstraints(ca=is_authority, path_length=None), critical=True)
            .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        )
        return made.sign(self.key, hashes.SHA256())

    def _write(self, name: str, key: ec.EllipticCurvePrivateKey, it: x509.Certificate) -> None:
        (self.folder / f"{name}.pem").write_bytes(it.public_bytes(Encoding.PEM))
        private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        (self.folder / f"{name}.key").write_bytes(private)


async def _copy(source: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
    try:
        while data := await source.read(65536):
            target.write(data)
            await target.drain()
    except (ConnectionError, ssl.SSLError):
        pass
    finally:
        target.close()


@asynccontextmanager
async def proxy(folder: Path, upstream: int) -> AsyncIterator[int]:
    """Mutual TLS in front of a server that has none; its port."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "server.pem", folder / "server.key")
    context.load_verify_locations(folder / "ca.pem")
    context.verify_mode = ssl.CERT_REQUIRED
    context.set_alpn_protocols(["h2"])

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        inner, outer = await asyncio.open_connection(HERE, upstream)
        await asyncio.gather(_copy(reader, outer), _copy(inner, writer))

    async with await asyncio.start_server(serve, HERE, 0, ssl=context) as server:
        yield int(server.sockets[0].getsockname()[1])


def profile(folder: Path) -> Path:
    """A profile file as Temporal's programs read it."""
    file = folder / "temporal.toml"
    file.write_text(
        "[profile.tls.tls]\n"
        f'server_ca_cert_path = "{folder / "ca.pem"}"\n'
        f'client_cert_path = "{folder / "client.pem"}"\n'
        f'client_key_path = "{folder / "client.key"}"\n'
    )
    return file


async def test_a_worker_by_profile_and_a_clerk_by_environment_meet_over_mutual_tls(
    office: Desk, tmp_path: Path
) -> None:
    authority = Authority(tmp_path, "Test authority")
    authority.issue("server")
    authority.issue("client")
    other = tmp_path / "other"
    other.mkdir()
    Authority(other, "Another authority")
    async with proxy(tmp_path, office.place.port) as port:
        queue = {"TREATY_TASK_QUEUE": QUEUE}
        by_profile = {
            "TEMPORAL_CONFIG_FILE": str(profile(tmp_path)),
            "TEMPORAL_PROFILE": "tls", "TEMPORAL_ADDRESS": f"localhost:{port}",
        }  # fmt: skip
        worker = Desk(office.place, tmp_path, variables=queue | by_profile)
        await asyncio.to_thread(worker.start_worker)
        trusted = {
            "TEMPORAL_ADDRESS": f"localhost:{port}",
            "TEMPORAL_TLS_SERVER_CA_CERT_PATH": str(tmp_path / "ca.pem"),
        }
        own = {
            "TEMPORAL_TLS_CLIENT_CERT_PATH": str(tmp_path / "client.pem"),
            "TEMPORAL_TLS_CLIENT_KEY_PATH": str(tmp_path / "client.key"),
        }
        try:
            clerk = Desk(office.place, tmp_path, variables=queue | trusted | own)
            slug = await asyncio.to_thread(clerk.opened, "over-tls")
            told = await asyncio.to_thread(clerk.does, "doctor", "-o", "json")
            assert told.json[0]["says"] == f"localhost:{port}, with TLS"
            listed = await asyncio.to_thread(worker.does, "list")
            assert slug in listed.out

            nobody = {**trusted, **own, "TEMPORAL_TLS_SERVER_CA_CERT_PATH": str(other / "ca.pem")}
            for missing in (trusted, nobody):
                stranger = Desk(office.place, tmp_path, variables=queue | missing)
                refused = await asyncio.to_thread(stranger.treaty, "list", timeout="5")
                assert refused.code == 5
                assert f"localhost:{port}" in refused.err
        finally:
            await asyncio.to_thread(worker.stop_workers)
