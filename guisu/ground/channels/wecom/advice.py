"""What each check of a connection looks at, and what to do where it fails: where to click."""

from guisu.ground.channels.port import Advice, AdviceByCheck
from guisu.ground.channels.wecom.doctor import Check
from guisu.ground.kernel.words import gettext_noop as _

Words = dict[Check, str]

LOOKED_AT: Words = {
    Check.SEALED: _("The stored secrets can be read"),
    Check.REACHED: _("WeCom can be reached"),
    Check.CLOCK: _("This machine's clock is right"),
    Check.CORP: _("WeCom knows the corp ID"),
    Check.SECRET: _("The application's secret is right"),
    Check.ADDRESS: _("This machine's address is trusted"),
    Check.APPLICATION: _("The application may use customer contact"),
    Check.COLLEAGUES: _("Somebody may contact customers"),
    Check.RANGE: _("The colleagues are within the visible range"),
    Check.PERMISSION: _("The colleagues' customers can be read"),
    Check.GROUPS: _("Customer groups can be read"),
    Check.CALLBACK_KEYS: _("Token and EncodingAESKey are entered"),
    Check.CALLBACKS: _("Callbacks have come in the last two days"),
}
TO_DO: Words = {
    Check.SEALED: _(
        "Put encryption.keys of the last backup back into the data folder, or enter the secrets "
        "of this connection again."
    ),
    Check.REACHED: _(
        "Look whether this machine may open https://qyapi.weixin.qq.com: name resolution, "
        "firewall, proxy. Then run this again."
    ),
    Check.CLOCK: _("Switch on automatic time (NTP) on this machine."),
    Check.CORP: _(
        "Copy the corp ID anew: WeCom's admin console, My company, Company information, at the "
        "very bottom. It begins with ww or wx."
    ),
    Check.SECRET: _(
        "Copy the secret anew: WeCom's admin console, Applications, your own application, Secret. "
        "Do not try at random: after forty wrong ones WeCom locks this address out for an hour."
    ),
    Check.ADDRESS: _(
        "Enter this machine's public address: WeCom's admin console, Applications, your own "
        "application, Trusted company IP. It takes effect within a minute or so."
    ),
    Check.APPLICATION: _(
        "Let the application in: WeCom's admin console, Customers and teachers, Customer contact, "
        "API, Applications that may call. The secret of “Customer contact” itself does not do."
    ),
    Check.COLLEAGUES: _(
        "Give colleagues the permission: WeCom's admin console, Customer contact, Permissions; "
        "and put them into the application's visible range."
    ),
    Check.RANGE: _(
        "Widen the application's visible range to all who contact customers: WeCom's admin "
        "console, Applications, your own application, Visible range."
    ),
    Check.PERMISSION: _(
        "Give the colleagues the permission for customer contact: WeCom's admin console, Customer "
        "contact, Permissions."
    ),
    Check.GROUPS: _(
        "Put the groups' owners into the application's visible range: WeCom's admin console, "
        "Applications, your own application, Visible range."
    ),
    Check.CALLBACK_KEYS: _(
        "Make a Token and an EncodingAESKey (43 characters) in WeCom's admin console, your own "
        "application, Receive messages, API; enter both here, then save there."
    ),
    Check.CALLBACKS: _(
        "On a quiet day this may be right. Else save the callback address in WeCom's admin console "
        "once more: it is verified at once, and must be reachable from the internet by https."
    ),
}
ADVICE: AdviceByCheck = {check: Advice(LOOKED_AT[check], TO_DO[check]) for check in Check}
