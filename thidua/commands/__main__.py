"""``python -m thidua.commands``: the same door."""

from thidua.commands import main

main()
