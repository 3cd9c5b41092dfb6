"""What each check of a mailbox looks at, and what to do where it fails."""

from guisu.ground.channels.email.doctor import Check
from guisu.ground.channels.port import Advice, AdviceByCheck
from guisu.ground.kernel.words import gettext_noop as _

ADVICE: AdviceByCheck = {
    Check.SEALED: Advice(
        _("The stored secrets can be read"),
        _(
            "Put encryption.keys of the last backup back into the data folder, or enter the "
            "secrets of this connection again."
        ),
    ),
    Check.REACHED: Advice(
        _("The mail server can be reached"),
        _(
            "Look whether server and port are right: 465 begins encrypted, 587 does so after "
            "STARTTLS. Many clouds shut port 25; ask your provider which one is open."
        ),
    ),
    Check.ENCRYPTED: Advice(
        _("The line to the mail server is encrypted"),
        _(
            "Choose the kind of encryption that your mail provider names. Where the certificate is "
            "not trusted, enter the server's name just as the certificate has it."
        ),
    ),
    Check.SIGNED_IN: Advice(
        _("User name and password are right"),
        _(
            "Switch on SMTP in the mailbox's settings on the web, make an authorisation code "
            "there, and enter it as the password: most providers refuse the web page's password."
        ),
    ),
    Check.SENDER: Advice(
        _("The mailbox may send as this sender"),
        _(
            "Enter the mailbox's own address as the sender, or have your mail provider allow the "
            "other one for this account."
        ),
    ),
}
