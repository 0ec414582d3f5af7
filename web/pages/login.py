"""Signing in with a single-use link. Opening it only shows a button: mail scanners must not use it up."""

from collections.abc import Callable
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Query, Request, Response

from planner.errors import Unauthenticated
from planner.services.context import Context
from web.rendering import answer
from web.views.general import LoginView
from web.views.shell import shell
from web.visit import CurrentVisit, frame_of, go

router = APIRouter()
Token = Annotated[str, Query(max_length=500)]

#: Uses up a token and sets the session's cookie on the response; Unauthenticated when the token is no good.
SignIn = Callable[[Request, Response, str], None]


def current_sign_in() -> SignIn:
    """How tokens are redeemed; `web.routes.mount` puts the application's own way in place of this one."""
    raise Unauthenticated("Nobody can sign in here.")


#: Ends the session of a visit's browser and takes its cookie away.
SignOut = Callable[[Context, Request, Response], None]


def current_sign_out() -> SignOut:
    """How sessions are ended; put in place by `web.routes.mount` like the way to sign in."""
    raise Unauthenticated("Nobody can sign out here.")


@router.get("/login")
def login(request: Request, token: Token = "") -> Response:
    """The page, with a button when it was opened by a link."""
    return _page(request, token, "")


@router.post("/login")
def redeem(
    request: Request,
    sign_in: Annotated[SignIn, Depends(current_sign_in)],
    token: Annotated[str, Form(max_length=500)] = "",
) -> Response:
    """Use the token up and start a session."""
    # People also paste the whole link.
    secret = token.strip().rpartition("token=")[2]
    response = go("/")
    try:
        sign_in(request, response, secret)
    except Unauthenticated as error:
        return _page(request, "", error.message, status=401)
    return response


@router.post("/sign-out")
def leave(
    visit: CurrentVisit, request: Request, sign_out: Annotated[SignOut, Depends(current_sign_out)]
) -> Response:
    """End the session in this browser."""
    response = go("/login")
    sign_out(visit.context, request, response)
    return response


def _page(request: Request, token: str, message: str, status: int = 200) -> Response:
    return answer(LoginView(shell(frame_of(request, None), "Sign in"), token, message), status=status)
