"""WeCom's envelope: AES-256-CBC, padded to 32 bytes, signed with SHA-1.

https://developer.work.weixin.qq.com/document/path/90968
"""

import base64
import binascii
import hashlib
import hmac
import struct
from dataclasses import dataclass

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

BLOCK = 32
RANDOM_BYTES = 16
KEY_LENGTH = 43


class BadEnvelope(Exception):
    """Not signed, not encrypted, or not meant for us."""


@dataclass(frozen=True, slots=True)
class Envelope:
    """`token` and `aes_key` (43 characters) as typed into the admin console."""

    token: str
    aes_key: str
    receive_id: str

    def seal(self, message: str, *, salt: bytes) -> str:
        """`message` encrypted; `salt` are 16 bytes that should be random."""
        text = message.encode()
        plain = salt + struct.pack(">I", len(text)) + text + self.receive_id.encode()
        missing = BLOCK - len(plain) % BLOCK
        encryptor = self._cipher().encryptor()
        sealed = encryptor.update(plain + bytes([missing]) * missing) + encryptor.finalize()
        return base64.b64encode(sealed).decode()

    def open(self, sealed: str) -> str:
        """What was sealed. Raises `BadEnvelope`."""
        plain = self._decrypted(sealed)
        missing = plain[-1]
        if not 1 <= missing <= BLOCK:
            raise BadEnvelope("bad padding")
        body = plain[RANDOM_BYTES:-missing]
        if len(body) < struct.calcsize(">I"):
            raise BadEnvelope("too short")
        (length,) = struct.unpack(">I", body[:4])
        message, receive_id = body[4 : 4 + length], body[4 + length :]
        if receive_id != self.receive_id.encode():
            raise BadEnvelope("meant for somebody else")
        return message.decode()

    def signature(self, timestamp: str, nonce: str, sealed: str) -> str:
        whole = "".join(sorted([self.token, timestamp, nonce, sealed]))
        return hashlib.sha1(whole.encode(), usedforsecurity=False).hexdigest()

    def verify(self, signature: str, timestamp: str, nonce: str, sealed: str) -> None:
        """Raises `BadEnvelope` for a signature that is not ours."""
        if not hmac.compare_digest(signature, self.signature(timestamp, nonce, sealed)):
            raise BadEnvelope("bad signature")

    def _decrypted(self, sealed: str) -> bytes:
        try:
            whole = base64.b64decode(sealed, validate=True)
        except (binascii.Error, ValueError) as error:
            raise BadEnvelope("not base64") from error
        if len(whole) < BLOCK or len(whole) % BLOCK:
            raise BadEnvelope("not whole blocks")
        decryptor = self._cipher().decryptor()
        return decryptor.update(whole) + decryptor.finalize()

    def _cipher(self) -> "Cipher[modes.CBC]":
        key = base64.b64decode(self.aes_key + "=")
        return Cipher(algorithms.AES(key), modes.CBC(key[:RANDOM_BYTES]))
