from django.apps import AppConfig
from django.db.backends.signals import connection_created


def make_durable(sender, connection, **kwargs):
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA journal_mode = WAL")
            cursor.execute("PRAGMA synchronous = FULL")


class TrainingConfig(AppConfig):
    name = "training"

    def ready(self):
        connection_created.connect(make_durable)
