"""A mail server on loopback: mailbox.py PORT accepts every mail and prints its recipient and subject."""

import email
import email.policy
import socketserver
import sys


class Mail(socketserver.StreamRequestHandler):
    def reply(self, line):
        self.wfile.write(line.encode() + b"\r\n")

    def body(self):
        return b"".join(iter(self.rfile.readline, b".\r\n"))

    def handle(self):
        self.reply("220 mailbox")
        recipient = ""
        for line in self.rfile:
            command = line.strip().decode()
            if command.upper().startswith("RCPT TO:"):
                recipient = command[8:].strip("<>")
            if command.upper() == "QUIT":
                self.reply("221 closed")
                return
            if command.upper() == "DATA":
                self.reply("354 send it")
                mail = email.message_from_bytes(self.body(), policy=email.policy.default)
                print(f"{recipient}: {mail['Subject']}", flush=True)
            self.reply("250 ok")


socketserver.TCPServer(("127.0.0.1", int(sys.argv[1])), Mail).serve_forever()
