import json
from datetime import date, timedelta

from django.contrib.auth import authenticate, login
from django.http import HttpResponse, HttpResponseBadRequest, JsonResponse
from django.views.decorators.csrf import ensure_csrf_cookie
from django.views.decorators.http import require_GET, require_http_methods

from .models import DailyFault, DailyTotal, Goal, Profile
from .uploads import store

DAYS, FAULT_DAYS = 182, 30


def member_only(view):
    def guarded(request, *args, **kwargs):
        if not request.user.is_authenticated:
            return HttpResponse(status=401)
        return view(request, *args, **kwargs)

    return guarded


@ensure_csrf_cookie
@require_http_methods(["GET", "POST"])
def session(request):
    if request.method == "POST":
        given = json.loads(request.body)
        user = authenticate(request, username=given["email"], password=given["password"])
        if user is None:
            return HttpResponse(status=401)
        login(request, user)
    return JsonResponse({"logged_in": request.user.is_authenticated})


@member_only
@require_GET
def home(request):
    try:
        today = date.fromisoformat(request.GET["today"])
    except (KeyError, ValueError):
        return HttpResponseBadRequest()
    user_id = request.user.pk
    first = today - timedelta(days=DAYS - 1)
    # Tuples instead of models, and dates written here: the encoder's hook for them costs more.
    totals = DailyTotal.objects.filter(user_id=user_id, day__range=(first, today)).order_by("day", "exercise")
    faults = DailyFault.objects.filter(user_id=user_id, day__range=(today - timedelta(days=FAULT_DAYS - 1), today))
    goals = Goal.objects.filter(user_id=user_id).order_by("exercise")
    return JsonResponse({
        "today": today.isoformat(),
        "first_day": first.isoformat(),
        "totals": [
            {"day": day.isoformat(), "exercise": exercise, "repetitions": repetitions, "clean": clean,
             "rejected": rejected, "active_s": (active_ms + 500) // 1000}
            for day, exercise, repetitions, clean, rejected, active_ms in totals.values_list(
                "day", "exercise", "repetitions", "clean", "rejected", "active_ms")
        ],
        "faults": [
            {"day": day.isoformat(), "exercise": exercise, "fault": fault, "amount": amount}
            for day, exercise, fault, amount in faults.order_by("day", "exercise", "fault").values_list(
                "day", "exercise", "fault", "amount")
        ],
        "goals": {
            "days_a_week": Profile.objects.values_list("days_a_week", flat=True).get(pk=user_id),
            "repetitions_a_week": dict(goals.values_list("exercise", "repetitions_a_week")),
        },
    })


@member_only
@require_http_methods(["PUT"])
def upload(request, key):
    try:
        added = store(request.user, key, json.loads(request.body))
    except (KeyError, TypeError, ValueError):
        return HttpResponseBadRequest()
    return JsonResponse({"added": added})
