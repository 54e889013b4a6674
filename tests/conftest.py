"""Settings for all tests: the same cases on every run, and no time limits that a slow machine would miss."""

from hypothesis import HealthCheck, settings

settings.register_profile(
    "rencai", deadline=None, derandomize=True, print_blob=True, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("rencai")
