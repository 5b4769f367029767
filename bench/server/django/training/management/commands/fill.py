"""Standard input, JSON lines: {email, password} makes a member; {email, key, batch} is a whole day of an exercise."""
import json
import sys

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand
from django.db import connection, transaction

from training import uploads
from training.models import DailyFault, DailyTotal, Profile, Repetition, Set


class Command(BaseCommand):
    def handle(self, *args, **options):
        self.users = {}
        self.rows = {Set: [], Repetition: [], DailyTotal: [], DailyFault: []}
        with transaction.atomic():
            for line in sys.stdin:
                given = json.loads(line)
                if "password" in given:
                    self.add_user(given["email"], given["password"])
                else:
                    self.add_day(self.users[given["email"]], given["key"], given["batch"])
            for model, rows in self.rows.items():
                model.objects.bulk_create(rows, batch_size=500)
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")

    def add_user(self, email, password):
        self.users[email] = get_user_model().objects.create_user(email, email, password)
        Profile.objects.create(user=self.users[email])

    def add_day(self, user, key, batch):
        workout = uploads.read_workout(user, key, batch)
        workout.save()
        repetitions = [uploads.read_repetition(workout, given) for given in batch["repetitions"]]
        counted = [repetition for repetition in repetitions if repetition.counted]
        row = {"user": user, "day": workout.day, "exercise": workout.exercise}
        self.rows[Set] += [uploads.read_set(workout, given) for given in batch["sets"]]
        self.rows[Repetition] += repetitions
        self.rows[DailyTotal].append(
            DailyTotal(**row, **uploads.sum_totals(counted, len(repetitions)), best_set=len(counted)))
        self.rows[DailyFault] += [
            DailyFault(**row, fault=fault, amount=amount) for fault, amount in uploads.sum_faults(counted)]
