"""A real mail relay for the tests: takes mail over STARTTLS only and keeps every message as a file.

    smtp_relay.py --port PORT --folder FOLDER [--refuse ADDRESS] [--without-starttls] [--die-after-storing]

Prints "ready" when it listens. In FOLDER:
  ca.pem            the certificate authority to trust, made at the first start
  N.json            a message that was taken: its Message-ID, envelope, TLS version and decoded words
  N.answered        made once the answer 250 to that message has left this program
  transcript        with --without-starttls: every byte that clients said
"""

import argparse
import asyncio
import datetime
import email
import email.policy
import ipaddress
import json
import os
import pathlib
import socket
import ssl
import time

from aiosmtpd.smtp import SMTP
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec


def arguments():
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--folder", type=pathlib.Path, required=True)
    parser.add_argument("--refuse", help="answers 550 to this recipient")
    parser.add_argument("--without-starttls", action="store_true")
    parser.add_argument("--die-after-storing", action="store_true", help="before the answer 250")
    return parser.parse_args()


def certificate(subject, key, issuer, issuer_key, *extensions):
    now = datetime.datetime.now(datetime.timezone.utc)
    name = lambda text: x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, text)])
    builder = (
        x509.CertificateBuilder()
        .subject_name(name(subject))
        .issuer_name(name(issuer))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=30))
    )
    for extension, critical in extensions:
        builder = builder.add_extension(extension, critical)
    return builder.sign(issuer_key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)


def tls(folder):
    ca, relay = folder / "ca.pem", folder / "relay.pem"
    if not ca.exists():
        ca_key, key = (ec.generate_private_key(ec.SECP256R1()) for _ in range(2))
        is_ca = x509.BasicConstraints(ca=True, path_length=0)
        here = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
        chain = certificate("127.0.0.1", key, "CA of the tests", ca_key, (here, False))
        secret = key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        relay.write_bytes(secret + chain)
        ca.write_bytes(certificate("CA of the tests", ca_key, "CA of the tests", ca_key, (is_ca, True)))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(relay)
    return context


def words(envelope, tls_version):
    message = email.message_from_bytes(envelope.content, policy=email.policy.default)
    body = lambda kind: message.get_body((kind,)).get_content()
    return {
        "message_id": message["Message-ID"],
        "from": envelope.mail_from,
        "to": envelope.rcpt_tos,
        "tls": tls_version,
        "headers": {name: str(value) for name, value in message.items()},
        "subject": message["Subject"],
        "text": body("plain"),
        "html": body("html"),
    }


class Relay(SMTP):
    """One connection."""

    stored = None

    def data_received(self, data):
        if options.without_starttls:
            with open(options.folder / "transcript", "ab") as transcript:
                transcript.write(data)
        super().data_received(data)

    async def push(self, status):
        await super().push(status)
        if self.stored:
            self.stored.with_suffix(".answered").touch()
            self.stored = None


class Keep:
    """What becomes of recipients and messages."""

    async def handle_RCPT(self, server, session, envelope, address, rcpt_options):
        if address == options.refuse:
            return f"550 5.1.1 <{address}>: nobody here has that name"
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 OK"

    async def handle_DATA(self, server, session, envelope):
        secured = server.transport.get_extra_info("ssl_object")
        stored = options.folder / f"{time.time_ns()}.json"
        unfinished = stored.with_suffix(".part")
        unfinished.write_text(json.dumps(words(envelope, secured and secured.version())))
        os.replace(unfinished, stored)
        if options.die_after_storing:
            os._exit(1)
        server.stored = stored
        return "250 2.0.0 taken"


async def main():
    context = tls(options.folder)
    secured = {} if options.without_starttls else {"tls_context": context, "require_starttls": True}
    listener = socket.socket()
    # The test holds the port while no relay lives.
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    listener.bind(("127.0.0.1", options.port))
    make = lambda: Relay(Keep(), hostname="relay.test", **secured)
    server = await asyncio.get_running_loop().create_server(make, sock=listener)
    print("ready", flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    options = arguments()
    asyncio.run(main())
