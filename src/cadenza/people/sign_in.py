"""Who may sign in, by what, and what a view is told about the one who did: password only, by invitation only.

Whether an address is known shows nowhere: unknown, wrong, left and switched off all cost one password hash and get one answer (TRUST T27).
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, TypeVar, overload
from urllib.parse import quote

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django_htmx.middleware import HtmxDetails

from cadenza.objections import Unseen
from cadenza.people.models import Account, Person
from cadenza.people.relations import has_left
from cadenza.people.sessions import begin
from cadenza.web import answers, clock

Given = ParamSpec("Given")
Answer = TypeVar("Answer", bound=HttpResponseBase)


class HouseRequest(HttpRequest):
    """What a signed-in view is given. For type checking only; Django makes the requests."""

    if TYPE_CHECKING:
        person: Person
        at: datetime
        htmx: HtmxDetails
        user: Account


View = Callable[Concatenate[HouseRequest, Given], HttpResponseBase]
Door = Callable[Concatenate[HttpRequest, Given], HttpResponseBase]


@overload
def signed_in(view: View[Given], /) -> Door[Given]: ...


@overload
def signed_in(*, person: bool) -> Callable[[View[Given]], Door[Given]]: ...


def signed_in(view: View[Given] | None = None, /, *, person: bool = True) -> Any:
    """A view for those who are signed in; to an account that is no person in the organisation it does not exist.

    `@signed_in(person=False)` lets such an account in: `request.person` may then be None. Without a session the answer is
    `web.answers.signed_out`: never a redirect for HTMX, and never without the words that were sent.
    """

    def guard(inner: View[Given]) -> Door[Given]:
        @wraps(inner)
        def guarded(request: HttpRequest, /, *args: Given.args, **kwargs: Given.kwargs) -> HttpResponseBase:
            if not request.user.is_authenticated:
                return answers.signed_out(request)
            if person and getattr(request, "person", None) is None:
                raise Unseen("no person")
            return inner(request, *args, **kwargs)  # type: ignore[arg-type]  # person and at were set by the middleware

        return guarded

    return guard(view) if view is not None else guard


class HouseBackend(AuthenticationBackend):  # type: ignore[misc]  # allauth has no types
    """Looks an account up by its one address, and with it the person, in one query."""

    def get_user(self, user_id: int) -> Account | None:
        account = Account.objects.select_related("person").filter(pk=user_id).first()
        return account if account is not None and self.user_can_authenticate(account) else None

    def user_can_authenticate(self, user: AbstractBaseUser | None) -> bool:
        """Not switched off, and the last day not over, though no job may have closed the account yet."""
        if not isinstance(user, Account) or not user.is_active:
            return False
        person = person_of(user)
        return person is None or not has_left(person, at=clock.now())

    def _authenticate_by_email(self, email: str, password: str) -> Account | None:
        account = Account.objects.select_related("person").filter(email=email.strip().lower()).first()
        return self._check_password(account, password)

    def _check_password(self, user: Account | None, password: str) -> Account | None:
        """One hash, whoever it is. Somebody who has left is not told so: that would confirm the password."""
        if user is None:
            return None
        self._did_check_password = True
        return user if user.check_password(password) and self.user_can_authenticate(user) else None


class InvitationsOnly(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no types
    """Accounts come from invitations alone; failed tries count per account and address together."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def login(self, request: HttpRequest, user: AbstractBaseUser) -> None:
        super().login(request, user)
        begin(request)

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """The key of the limit on failed tries. Without the sender's network address anybody could lock anybody out (TRUST T28)."""
        return f"{super()._get_login_attempts_cache_key(request, **credentials)}:{self.get_client_ip(request)}"

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """The house's own words: the mail to a known and to an unknown address have one subject (TRUST T27, T06)."""
        super().send_mail(template_prefix.replace("account/email/", "people/email/"), email, context)

    def format_email_subject(self, subject: str) -> str:
        """The subject as it stands: no host name, nobody's name."""
        return subject

    def get_reset_password_from_key_url(self, key: str) -> str:
        """Built from the configured address, never from what the request claims to be its host."""
        path: str = reverse("account_reset_password_from_key", kwargs={"uidb36": "UID", "key": "KEY"})
        return settings.SITE_URL + path.replace("UID-KEY", quote(key))

    def add_message(self, *args: Any, **kwargs: Any) -> None:
        """No greeting after sign-in: the page that follows says enough."""


def person_of(account: Account) -> Person | None:
    """The person behind an account; an operator may be none."""
    return getattr(account, "person", None)
