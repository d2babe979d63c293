"""A company's own certificate authority, as on GitHub Enterprise Server, reaches the container."""

import ssl
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import IPv4Address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.container.engine import Runner
from tests.wheel_files import write_wheel

LOOPBACK = "127.0.0.1"
WHEEL = "demo-1.0-py3-none-any.whl"
JOB = {"GITHUB_REPOSITORY": "octo/demo", "GITHUB_EVENT_NAME": "push"}


class QuietHandler(SimpleHTTPRequestHandler):
    def log_message(self, *_words: object) -> None:
        """Say nothing."""


def write_certificate(path: Path) -> None:
    """Write a certificate for the loopback that nobody vouches for, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "the company's own")])
    now = datetime.now(UTC)
    alternative = x509.SubjectAlternativeName([x509.IPAddress(IPv4Address(LOOPBACK))])
    identity = x509.SubjectKeyIdentifier.from_public_key(key.public_key())
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(alternative, critical=False)
        .add_extension(identity, critical=False)
        .sign(key, hashes.SHA256())
    )
    secret = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    path.write_bytes(secret + certificate.public_bytes(serialization.Encoding.PEM))


@pytest.fixture
def address(runner: Runner, tmp_path: Path) -> Iterator[str]:
    """Return where a wheel is, behind a certificate that lies in the workspace."""
    write_wheel(tmp_path / "www", WHEEL)
    bundle = runner.workspace / "company.pem"
    write_certificate(bundle)
    handler = partial(QuietHandler, directory=str(tmp_path / "www"))
    with ThreadingHTTPServer((LOOPBACK, 0), handler) as server:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(bundle)
        server.socket = context.wrap_socket(server.socket, server_side=True)
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        yield f"https://{LOOPBACK}:{server.server_port}/{WHEEL}"
        server.shutdown()
        thread.join()


@pytest.mark.parametrize(
    ("environment", "exit_code"),
    [
        pytest.param({}, 3, id="UNKNOWN"),
        pytest.param({"REQUESTS_CA_BUNDLE": "/github/workspace/company.pem"}, 0, id="TRUSTED"),
    ],
)
def test_an_authority_is_trusted_where_the_workflow_names_it(
    runner: Runner, address: str, environment: dict[str, str], exit_code: int
) -> None:
    ended = runner.run({"wheels": address, "baseline": "none"}, {**JOB, **environment})

    assert ended.exit_code == exit_code, ended.log
