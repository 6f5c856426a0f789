"""``python -m kordon`` is the ``kordon`` command."""

from cli.main import main

if __name__ == "__main__":
    main()
