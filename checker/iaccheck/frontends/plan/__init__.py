"""Plans and states as ``terraform show -json`` and ``tofu show -json`` print them."""
