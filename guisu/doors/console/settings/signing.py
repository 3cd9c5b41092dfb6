"""Which posts need a second factor to sign in."""

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from guisu.doors.console.forms import ConsoleForm
from guisu.doors.console.http import OperatorRequest, operator_view
from guisu.doors.console.kit import editing
from guisu.ground.proof.services import factors
from guisu.ground.staff import selectors
from guisu.ground.staff.domain import Permission, Post
from guisu.ground.staff.models import PostChoice


class SignInRulesForm(ConsoleForm):
    posts = forms.MultipleChoiceField(
        label=gettext_lazy("A second factor is needed by"),
        required=False,
        choices=PostChoice.choices,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy(
            "A code of an app on the phone besides the password. Who has none yet signs in again "
            "at their next click, and sets it up then."
        ),
    )


@require_http_methods(["GET", "POST"])
@operator_view(Permission.MANAGE_SETTINGS)
def rules(request: OperatorRequest) -> HttpResponse:
    house = selectors.installation()
    form = SignInRulesForm(editing.posted(request), initial={"posts": house.second_factor_posts})

    def save() -> HttpResponse:
        posts = [Post(value) for value in form.cleaned_data["posts"]]
        factors.require(posts, seen=editing.seen(request), by=request.user, at=timezone.now())
        messages.success(request, _("The rules are saved."))
        return redirect("console:sign-in-rules")

    return editing.answer(
        request,
        form,
        save,
        of=house,
        at="posts",
        heading=_("Signing in"),
        verb=_("Save the rules"),
    )
