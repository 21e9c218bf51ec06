"""``python -m iaccheck.providers`` writes the index of resource types anew."""

import json
from importlib import resources

from .registry import make_index

with resources.as_file(resources.files(__package__).joinpath("index.json")) as path:
    path.write_text(json.dumps(make_index(), indent=0) + "\n", "utf-8")
