"""The commands that host the processes of a cluster: scheduler, worker, keys."""

import json
import os
import sys
from argparse import Namespace
from pathlib import Path

from cnnviz.utils import paths
from cnnviz.utils.errors import EngineError

DONE, FAILED = 0, 1


def scheduler(arguments: Namespace) -> int:
    """Host a scheduler; see ``engine.cluster.run_scheduler``."""
    _quiet()
    from cnnviz.engine import cluster  # brings Dask along

    settings = cluster.SchedulerSettings(arguments.host, arguments.port, _keys(arguments))
    cluster.run_scheduler(settings, cluster.say)
    return DONE


def worker(arguments: Namespace) -> int:
    """Host workers; see ``engine.cluster.run_workers``."""
    _quiet()
    paths.keep_private()  # of the group where the home is, so that the servers may write on
    from cnnviz.engine import cluster

    settings = cluster.WorkerSettings(
        arguments.scheduler,
        arguments.inference,
        arguments.training,
        arguments.host,
        _keys(arguments),
    )
    try:
        cluster.run_workers(settings, cluster.say)
    except EngineError as error:
        print(f"cnnviz: {error}", file=sys.stderr)
        return FAILED
    return DONE


def keys(arguments: Namespace) -> int:
    """Make a cluster's key and print where it is.

    Raises
    ------
    InputError
        If it cannot be written.
    """
    from cnnviz.engine import keys

    certificate, key = keys.make(Path(arguments.folder))
    print(json.dumps({"certificate": str(certificate), "key": str(key)}))
    return DONE


def _quiet() -> None:
    """Let Dask, and the processes it starts, report nothing but what is wrong."""
    os.environ.setdefault("DASK_LOGGING__DISTRIBUTED", "warning")


def _keys(arguments: Namespace) -> Path | None:
    from cnnviz.engine import keys

    return Path(arguments.keys) if arguments.keys else keys.from_environment()
