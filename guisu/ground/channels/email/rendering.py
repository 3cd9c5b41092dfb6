"""A content as an e-mail: text, HTML beside it, pictures and files attached. RFC 5322, 2045."""

from datetime import UTC, datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from html import escape
from mimetypes import guess_type

from guisu.ground.channels.email.settings import SmtpSettings
from guisu.ground.channels.port import Content, File, Link, Parcel, Picture, Rejected
from guisu.ground.kernel.digests import digest128

UNKNOWN_KIND = "application/octet-stream"
NOT_THERE = "a picture or file of the message is not there any more"


def message_id(parcel: Parcel, settings: SmtpSettings) -> str:
    """The same for the same parcel: whoever gets it twice can tell."""
    return f"<{digest128('mail', parcel.key)}@{settings.domain}>"


def rendered(parcel: Parcel, settings: SmtpSettings, *, at: datetime) -> bytes:
    """The whole message with CRLF ends of lines. Raises `Rejected` where bytes are missing."""
    content, message = parcel.content, EmailMessage(policy=SMTP)
    message["From"] = _address(settings.sender, settings.sender_name)
    message["To"] = _address(parcel.to[0])
    message["Subject"] = content.title
    message["Date"] = format_datetime(at.astimezone(UTC))
    message["Message-ID"] = message_id(parcel, settings)
    message["Auto-Submitted"] = "auto-generated"
    if settings.reply_to:
        message["Reply-To"] = _address(settings.reply_to)
    message.set_content(_text(content))
    if content.html:
        message.add_alternative(_html(content), subtype="html")
    for part in content.parts:
        if isinstance(part, Picture | File):
            _attach(message, part, parcel)
    if parcel.language:
        # Last, for each new part takes the headers of content along.
        message["Content-Language"] = parcel.language
    return message.as_bytes()


def _address(address: str, name: str = "") -> Address:
    """One that matches `ADDRESS`, as it stands, whether or not RFC 5322 would have it."""
    local, _, domain = address.rpartition("@")
    return Address(name, local, domain)


def _links(content: Content) -> list[Link]:
    return [each for each in content.parts if isinstance(each, Link)]


def _text(content: Content) -> str:
    told = [content.text, *(f"{each.title}\n{each.url}" for each in _links(content))]
    return "\n\n".join(filter(None, told)) + "\n"


def _html(content: Content) -> str:
    told = [
        f'<p><a href="{escape(each.url)}">{escape(each.title)}</a></p>' for each in _links(content)
    ]
    return content.html + "\n".join(told)


def _attach(message: EmailMessage, part: Picture | File, parcel: Parcel) -> None:
    if part.digest not in parcel.files:
        raise Rejected(NOT_THERE)
    name = part.name or part.digest[:8]
    kind, _, finer = (guess_type(name)[0] or UNKNOWN_KIND).partition("/")
    message.add_attachment(parcel.files[part.digest], maintype=kind, subtype=finer, filename=name)
