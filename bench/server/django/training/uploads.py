"""A batch of a workout into the database: what is known already changes nothing, daily totals follow what is new."""
from collections import Counter, defaultdict
from datetime import datetime

from django.db import transaction
from django.db.models import Count, F
from django.db.models.functions import Greatest

from .models import DailyFault, DailyTotal, Repetition, Set, Workout


def parse_time(text):
    # Python 3.11 reads RFC 3339 in C; django.utils.dateparse takes several times as long.
    time = datetime.fromisoformat(text)
    if time.tzinfo is None:
        raise ValueError("a time has no offset")
    return time


def read_repetition(workout, given):
    at = parse_time(given["at"])
    return Repetition(
        workout=workout, sequence=given["sequence"], set_number=given["set"], at=at, day=at.date(), side=given["side"],
        counted=given["counted"], reason=given.get("reason", ""), down_ms=given["down_ms"], up_ms=given["up_ms"],
        range_deg=given["range_deg"], faults=" ".join(given["faults"]),
    )


def read_set(workout, given):
    ended_at = given.get("ended_at")
    return Set(workout=workout, number=given["number"], started_at=parse_time(given["started_at"]),
               ended_at=parse_time(ended_at) if ended_at else None)


def read_workout(user, key, batch):
    started_at = parse_time(batch["started_at"])
    finished_at = batch.get("finished_at")
    plan = batch["plan"]
    return Workout(
        user=user, key=key, exercise=batch["exercise"], started_at=started_at, day=started_at.date(),
        offset_min=int(started_at.utcoffset().total_seconds() // 60),
        finished_at=parse_time(finished_at) if finished_at else None, plan_sets=plan["sets"],
        plan_repetitions=plan["repetitions"], plan_rest_s=plan["rest_s"],
    )


def sum_totals(counted, given):
    return {
        "repetitions": len(counted),
        "clean": sum(not repetition.faults for repetition in counted),
        "rejected": given - len(counted),
        "active_ms": sum(repetition.down_ms + repetition.up_ms for repetition in counted),
    }


def sum_faults(counted):
    return sorted(Counter(name for repetition in counted for name in repetition.faults.split()).items())


def add_totals(user, workout, repetitions):
    days = defaultdict(list)
    for repetition in repetitions:
        days[repetition.day].append(repetition)
    for day, given in days.items():
        in_sets = workout.repetition_set.filter(day=day, counted=True).values("set_number")
        best_set = max((row["n"] for row in in_sets.annotate(n=Count("*")).order_by()), default=0)
        counted = [repetition for repetition in given if repetition.counted]
        row = {"user": user, "day": day, "exercise": workout.exercise}
        changes = {name: F(name) + value for name, value in sum_totals(counted, len(given)).items()}
        changes["best_set"] = Greatest("best_set", best_set)
        if not DailyTotal.objects.filter(**row).update(**changes):
            DailyTotal.objects.bulk_create([DailyTotal(**row)], ignore_conflicts=True)
            DailyTotal.objects.filter(**row).update(**changes)
        for fault, amount in sum_faults(counted):
            row["fault"] = fault
            if not DailyFault.objects.filter(**row).update(amount=F("amount") + amount):
                DailyFault.objects.bulk_create([DailyFault(**row)], ignore_conflicts=True)
                DailyFault.objects.filter(**row).update(amount=F("amount") + amount)


@transaction.atomic
def store(user, key, batch):
    # The insertion comes first: a transaction that begins with a write waits for its turn on SQLite, one that
    # begins with a read may fail when it turns to writing.
    Workout.objects.bulk_create([read_workout(user, key, batch)], ignore_conflicts=True)
    workout = Workout.objects.select_for_update().get(user=user, key=key)
    Set.objects.bulk_create([read_set(workout, given) for given in batch["sets"]], ignore_conflicts=True)
    given = {repetition["sequence"]: repetition for repetition in batch["repetitions"]}
    known = set(workout.repetition_set.filter(sequence__in=list(given)).values_list("sequence", flat=True))
    added = [read_repetition(workout, given[sequence]) for sequence in sorted(given) if sequence not in known]
    Repetition.objects.bulk_create(added, ignore_conflicts=True)
    add_totals(user, workout, added)
    return len(added)
