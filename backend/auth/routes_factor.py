"""The own second factor."""

from fastapi import APIRouter, Request

from backend.auth import codes, second_factor, service
from backend.auth.policy import SECOND_FACTOR
from backend.auth.routes import keys_of
from backend.auth.schemas import ConfirmIn, RecoveryCodesOut, SecondFactorOut, SetupOut
from backend.config import Settings
from backend.core.db import DatabaseDep, SessionDep
from backend.core.openapi import problems
from backend.core.principal import PrincipalDep, permission
from backend.core.sealing import SealerDep

router = APIRouter(prefix="/api/v1/auth/me/second-factor", tags=["auth"])


@router.get("", summary="Whether there is a second factor", responses=problems(401))
@permission("auth.complete")
def read_second_factor(request: Request, session: SessionDep, principal: PrincipalDep) -> SecondFactorOut:
    settings: Settings = request.app.state.settings
    user = service.get_user(session, principal.user_id)
    return SecondFactorOut(
        since=user.totp_since,
        required=settings.requires_second_factor and not user.roles.isdisjoint(SECOND_FACTOR),
        recovery_codes_left=second_factor.recovery_codes_left(session, user.id),
    )


@router.post("", summary="Begin to set a device up", responses=problems(401, 403, 409))
@permission("auth.complete", step_up=True)
def begin(request: Request, session: SessionDep, sealer: SealerDep, principal: PrincipalDep) -> SetupOut:
    """Gives a new secret; one that was given before and not confirmed does not count any more."""
    user = service.get_user(session, principal.user_id, lock=True)
    setup = second_factor.begin(session, sealer, user, request.app.state.settings.site_name or "评议")
    return SetupOut(secret=setup.secret, uri=setup.uri, picture=setup.picture)


@router.post("/confirm", summary="Confirm the device by one of its codes", responses=problems(401, 409, 422, 429, 503))
@permission("auth.complete")
async def confirm(
    body: ConfirmIn, request: Request, database: DatabaseDep, sealer: SealerDep, principal: PrincipalDep
) -> RecoveryCodesOut:
    """From now on logging in takes a code; all other sessions of the person end. Gives the recovery codes, this once."""
    made = await codes.confirm_factor(database, keys_of(request), sealer, principal, body.code)
    return RecoveryCodesOut(recovery_codes=made)


@router.delete("", summary="Take the second factor away", status_code=204, responses=problems(401, 403))
@permission("auth.self", step_up=True)
def remove(session: SessionDep, principal: PrincipalDep) -> None:
    """Whose role needs one can do nothing else then until there is a new one."""
    second_factor.remove(session, principal, service.get_user(session, principal.user_id, lock=True))


@router.post("/recovery-codes", summary="Make new recovery codes", responses=problems(401, 403, 409))
@permission("auth.self", step_up=True)
def new_recovery_codes(request: Request, session: SessionDep, principal: PrincipalDep) -> RecoveryCodesOut:
    """Gives them this once; those of before do not count any more."""
    user = service.get_user(session, principal.user_id, lock=True)
    made = second_factor.new_recovery_codes(session, keys_of(request), principal, user)
    return RecoveryCodesOut(recovery_codes=made)
