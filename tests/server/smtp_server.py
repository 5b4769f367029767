"""A real SMTP server for tests. First line out: its port; then a line of JSON a letter that it took.

argv[1]: JSON with security ("plain", "starttls", "tls"), cert and key (PEM files), user and password (to be asked for).
Lines in: "refuse TEXT" answers every letter with TEXT from then on, "accept" takes them again.
"""
import asyncio
import email
import email.policy
import json
import ssl
import sys

from aiosmtpd.smtp import SMTP, AuthResult

options = json.loads(sys.argv[1])
refusal = None


class Inbox:
    async def handle_DATA(self, server, session, envelope):
        if refusal:
            return refusal
        message = email.message_from_bytes(envelope.content, policy=email.policy.default)
        letter = {
            "from": envelope.mail_from,
            "to": envelope.rcpt_tos,
            "headers": {name: str(value) for name, value in message.items()},
            "body": message.get_content(),
            "defects": [str(defect) for defect in message.defects],
            "tls": session.ssl is not None or options["security"] == "tls",
            "authenticated": session.authenticated,
        }
        print(json.dumps(letter), flush=True)
        return "250 taken"


def authenticate(server, session, envelope, mechanism, data):
    right = data.login.decode() == options["user"] and data.password.decode() == options["password"]
    return AuthResult(success=right)


def make_session(loop, context):
    arguments = {"loop": loop, "enable_SMTPUTF8": True}
    if options["security"] == "starttls":
        arguments.update(tls_context=context, require_starttls=True)
    if "user" in options:
        arguments.update(authenticator=authenticate, auth_required=True, auth_require_tls=options["security"] == "starttls")
    return SMTP(Inbox(), **arguments)


async def listen_to_commands(loop):
    global refusal
    reader = asyncio.StreamReader()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    while line := (await reader.readline()).decode().strip():
        refusal = line[len("refuse "):] if line.startswith("refuse ") else None
        print(json.dumps({"refusal": refusal}), flush=True)


async def main():
    loop = asyncio.get_running_loop()
    context = None
    if options["security"] != "plain":
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(options["cert"], options["key"])
    inner = context if options["security"] == "tls" else None
    server = await loop.create_server(lambda: make_session(loop, context), "127.0.0.1", 0, ssl=inner)
    print(server.sockets[0].getsockname()[1], flush=True)
    await listen_to_commands(loop)


asyncio.run(main())
