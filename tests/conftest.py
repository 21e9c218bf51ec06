"""Fixtures of all tests."""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

from hypothesis import settings

sys.path.insert(0, str(Path(__file__).parent))

os.environ["XDG_CACHE_HOME"] = tempfile.mkdtemp(prefix="iaccheck-tests-")  # what a user remembers is none of theirs
settings.register_profile("loaded", deadline=None)  # a busy machine is no defect
settings.load_profile("loaded")
