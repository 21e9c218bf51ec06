"""Fixtures of all tests."""

from __future__ import annotations

import atexit
import os
import shutil
import sys
import tempfile
from pathlib import Path

from hypothesis import HealthCheck, settings

sys.path.insert(0, str(Path(__file__).parent))

# A busy machine is no failing test.
settings.register_profile("iaccheck", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("iaccheck")

os.environ["XDG_CACHE_HOME"] = tempfile.mkdtemp(prefix="iaccheck-tests-")  # what a user remembers is none of theirs
atexit.register(shutil.rmtree, os.environ["XDG_CACHE_HOME"], ignore_errors=True)
