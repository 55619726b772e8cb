"""The download of a class's zip: served as a file, to the teacher's browser alone."""

from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, Response
from starlette.routing import Route

from cnnviz.classroom import cookie, teachers, visitor
from cnnviz.training import class_end

ROUTE = "class-export"  # below the app's address


async def send(request: Request) -> Response:
    """Answer with the zip; to anybody but the teacher, that there is nothing."""
    known = cookie.read(request.cookies.get(cookie.name(), ""))
    allowed = visitor.separates() and known is not None and teachers.is_teacher(known)
    file = class_end.exported()
    if not allowed or not file.is_file():
        return PlainTextResponse("There is nothing here.", 404)
    return FileResponse(
        file,
        media_type="application/zip",
        filename=file.name,
        headers={"Cache-Control": "private, no-store"},
    )


def route(base_path: str) -> Route:
    """Return the route, below the path that the app is served at."""
    return Route(f"{base_path.rstrip('/')}/{ROUTE}", send, methods=["GET"])
