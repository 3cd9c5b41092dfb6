"""`/healthz`: for load balancers and process managers."""

from django.conf import settings
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from guisu.ground.database import room


@require_safe
@never_cache
def healthz(request: HttpRequest) -> HttpResponse:
    """200 while the operational store answers and the data folder takes more; 503 otherwise."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return HttpResponse("no database\n", status=503, content_type="text/plain")
    if trouble := room.tried(settings.DATA):
        return HttpResponse(f"{trouble}\n", status=503, content_type="text/plain")
    return HttpResponse("ok\n", content_type="text/plain")
