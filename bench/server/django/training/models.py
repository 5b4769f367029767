from django.conf import settings
from django.db import models


class Profile(models.Model):
    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, primary_key=True)
    days_a_week = models.PositiveSmallIntegerField(default=3)


class Goal(models.Model):
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE)
    exercise = models.CharField(max_length=40)
    repetitions_a_week = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "exercise"], name="goal_key")]


# The unique keys below start with their foreign key: an index of its own would only cost writes.
def owner(to):
    return models.ForeignKey(to, models.CASCADE, db_index=False)


class Workout(models.Model):
    user = owner(settings.AUTH_USER_MODEL)
    key = models.UUIDField()
    exercise = models.CharField(max_length=40)
    started_at = models.DateTimeField()
    offset_min = models.SmallIntegerField()
    day = models.DateField()
    finished_at = models.DateTimeField(null=True)
    plan_sets = models.PositiveSmallIntegerField()
    plan_repetitions = models.PositiveSmallIntegerField()
    plan_rest_s = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "key"], name="workout_key")]
        indexes = [models.Index(fields=["user", "started_at"], name="workout_history")]


class Set(models.Model):
    workout = owner(Workout)
    number = models.PositiveSmallIntegerField()
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["workout", "number"], name="set_key")]


class Repetition(models.Model):
    workout = owner(Workout)
    sequence = models.PositiveIntegerField()
    set_number = models.PositiveSmallIntegerField()
    at = models.DateTimeField()
    day = models.DateField()
    side = models.CharField(max_length=5)
    counted = models.BooleanField()
    reason = models.CharField(max_length=40)
    down_ms = models.PositiveIntegerField()
    up_ms = models.PositiveIntegerField()
    range_deg = models.FloatField()
    faults = models.CharField(max_length=410)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["workout", "sequence"], name="repetition_key")]


class DailyTotal(models.Model):
    user = owner(settings.AUTH_USER_MODEL)
    day = models.DateField()
    exercise = models.CharField(max_length=40)
    repetitions = models.PositiveIntegerField(default=0)
    clean = models.PositiveIntegerField(default=0)
    rejected = models.PositiveIntegerField(default=0)
    active_ms = models.PositiveBigIntegerField(default=0)
    best_set = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "day", "exercise"], name="daily_total_key")]


class DailyFault(models.Model):
    user = owner(settings.AUTH_USER_MODEL)
    day = models.DateField()
    exercise = models.CharField(max_length=40)
    fault = models.CharField(max_length=40)
    amount = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "day", "exercise", "fault"], name="daily_fault_key")]
