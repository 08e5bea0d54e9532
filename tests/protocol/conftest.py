"""Settings of hypothesis for these tests."""

from hypothesis import settings

# A busy machine is no reason to fail; what must be quick is measured elsewhere.
settings.register_profile("no deadline", deadline=None)
settings.load_profile("no deadline")
