"""The encryption of WeCom's callbacks.

AES-256-CBC, the key's first half as the initial vector; sixteen random bytes, the length, the
message and its receiver, padded to a multiple of *thirty-two* bytes.
https://developer.work.weixin.qq.com/document/path/90968
"""

import base64
import binascii
import hashlib
import hmac
import struct
from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from guisu.ground.channels.port.inbound import Refused

BLOCK, AES_BLOCK, KEY_BYTES, KEY_LETTERS = 32, 16, 32, 43
RANDOM = 16
_LENGTH = struct.Struct(">I")
HEAD = RANDOM + _LENGTH.size


class Fault(StrEnum):
    """What does not fit."""

    SIGNATURE = "signature"
    CIPHERTEXT = "ciphertext"
    PADDING = "padding"
    LENGTH = "length"
    RECEIVER = "receiver"


class Unauthentic(Refused):
    """What came was not made by WeCom for this connection."""

    def __init__(self, fault: Fault) -> None:
        self.fault = fault
        super().__init__(f"not an authentic callback: {fault}")


class BadKey(ValueError):
    """An EncodingAESKey is 43 letters and digits."""

    text: ClassVar[str] = "an EncodingAESKey is 43 letters and digits"

    def __init__(self) -> None:
        super().__init__(self.text)


@dataclass(frozen=True, slots=True, repr=False)
class Sealer:
    """Opens and seals the messages of one connection. `receiver` is the corp's id."""

    token: str
    key: bytes
    receiver: str

    @classmethod
    def of(cls, *, token: str, aes_key: str, receiver: str) -> "Sealer":
        """From the words that stand in WeCom's settings. Raises `BadKey`."""
        return cls(token, decoded_key(aes_key), receiver)

    def signature(self, timestamp: str, nonce: str, sealed: str) -> str:
        parts = sorted([self.token, timestamp, nonce, sealed])
        return hashlib.sha1("".join(parts).encode(), usedforsecurity=False).hexdigest()

    def open(self, sealed: str, *, signature: str, timestamp: str, nonce: str) -> bytes:
        """The message inside. The signature is compared first, in constant time.

        Raises `Unauthentic`; nothing is decrypted of what is not signed.
        """
        expected = self.signature(timestamp, nonce, sealed)
        if not hmac.compare_digest(expected.encode(), signature.encode()):
            raise Unauthentic(Fault.SIGNATURE)
        return self._message(self._decrypted(sealed))

    def seal(self, message: bytes, *, random: bytes) -> str:
        """`message` as WeCom would send it; `random` are sixteen bytes."""
        content = random + _LENGTH.pack(len(message)) + message + self.receiver.encode()
        left = BLOCK - len(content) % BLOCK
        encryptor = self._cipher().encryptor()
        padded = content + bytes([left]) * left
        return base64.b64encode(encryptor.update(padded) + encryptor.finalize()).decode()

    def _decrypted(self, sealed: str) -> bytes:
        try:
            ciphertext = base64.b64decode(sealed, validate=True)
        except (binascii.Error, ValueError) as error:
            raise Unauthentic(Fault.CIPHERTEXT) from error
        if len(ciphertext) < BLOCK or len(ciphertext) % AES_BLOCK:
            raise Unauthentic(Fault.CIPHERTEXT)
        decryptor = self._cipher().decryptor()
        return _unpadded(decryptor.update(ciphertext) + decryptor.finalize())

    def _message(self, content: bytes) -> bytes:
        if len(content) < HEAD:
            raise Unauthentic(Fault.LENGTH)
        (length,) = _LENGTH.unpack_from(content, RANDOM)
        if length > len(content) - HEAD:
            raise Unauthentic(Fault.LENGTH)
        end = HEAD + length
        if not hmac.compare_digest(content[end:], self.receiver.encode()):
            raise Unauthentic(Fault.RECEIVER)
        return content[HEAD:end]

    def _cipher(self) -> Cipher[modes.CBC]:
        return Cipher(algorithms.AES256(self.key), modes.CBC(self.key[:AES_BLOCK]))


def decoded_key(aes_key: str) -> bytes:
    """The 32 bytes of an EncodingAESKey. Raises `BadKey`."""
    if len(aes_key) != KEY_LETTERS or not aes_key.isascii() or not aes_key.isalnum():
        raise BadKey
    return base64.b64decode(f"{aes_key}=")


def _unpadded(content: bytes) -> bytes:
    """Without its padding of 1 to 32 equal bytes."""
    left = content[-1]
    if not 1 <= left <= BLOCK or content[-left:] != bytes([left]) * left:
        raise Unauthentic(Fault.PADDING)
    return content[:-left]
