"""Front door of a checkout: ``python cli.py …`` does what the installed ``thidua …`` does."""

from thidua.commands import main

if __name__ == "__main__":
    main()
