"""The office: the Django project in which a city's talent office works."""
