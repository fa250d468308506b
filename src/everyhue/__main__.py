"""``python -m everyhue`` is the same as the ``everyhue`` command."""

from everyhue.cli import main

if __name__ == "__main__":
    main()
