"""What the installation says about itself to everybody."""

from fastapi import APIRouter, Request

from backend import __version__
from backend.auth.schemas import SystemInfo
from backend.config import Settings
from backend.core.principal import permission

router = APIRouter(prefix="/api/v1/system", tags=["system"])


@router.get("/info", summary="Name, version and kind of this installation")
@permission("system.info")
async def info(request: Request) -> SystemInfo:
    settings: Settings = request.app.state.settings
    return SystemInfo(
        name="评议",
        site_name=settings.site_name,
        version=__version__,
        env=settings.env,
        password_policy=settings.password_policy,
        demo=settings.env == "demo",
        oidc=request.app.state.provider is not None,
        maintenance=request.app.state.maintenance.active,
    )
