"""``python -m cnnviz.engine``: host the workers until standard input closes."""

from cnnviz.engine.server import main

# Worker processes are spawned and import this module again, under another name.
if __name__ == "__main__":
    main()
