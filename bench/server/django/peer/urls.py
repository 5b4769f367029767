from django.urls import path

from training import views

urlpatterns = [
    path("session", views.session),
    path("home", views.home),
    path("workouts/<uuid:key>", views.upload),
]
