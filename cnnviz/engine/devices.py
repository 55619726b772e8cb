"""Where each training slot computes: on a GPU of its own where there are any, else on the CPU.

GPUs are asked for in a process of their own: listing them imports TensorFlow, which the engine's
process does not need otherwise.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from cnnviz.utils.errors import InputError

GPU, SLOTS, VISIBLE = "CNNVIZ_GPU", "CNNVIZ_TRAINING_SLOTS", "CUDA_VISIBLE_DEVICES"
ON_CPU = {VISIBLE: "-1"}
LIST_SECONDS = 120  # the first import of TensorFlow after an installation takes the longest
COUNT_GPUS = "import tensorflow as tf; print(len(tf.config.list_physical_devices('GPU')))"
DRIVERS = (Path("/dev/nvidiactl"), Path("/dev/dxg"))  # the second is that of Windows' Linux


def gpus_allowed(environment: Mapping[str, str]) -> bool:
    """Whether trainings may use GPUs: not where ``$CNNVIZ_GPU`` is 0.

    Raises
    ------
    InputError
        If the setting is neither 0 nor 1.
    """
    text = environment.get(GPU) or "1"
    if text not in ("0", "1"):
        raise InputError("{name} must be 0 or 1, got {given!r}", name=GPU, given=text)
    return text == "1"


def find_gpus(environment: Mapping[str, str] = os.environ) -> tuple[str, ...]:
    """Return the GPUs that TensorFlow finds, as ``CUDA_VISIBLE_DEVICES`` names them.

    Without an NVIDIA driver TensorFlow is not asked. A list that the environment already has is
    obeyed.

    Raises
    ------
    InputError
        As ``gpus_allowed``.
    """
    driver = shutil.which("nvidia-smi") or any(path.exists() for path in DRIVERS)
    if not gpus_allowed(environment) or not driver:
        return ()
    try:
        listed = subprocess.run(  # noqa: S603 - our own program  # nosec B603
            [sys.executable, "-c", COUNT_GPUS],
            env={**environment, "TF_CPP_MIN_LOG_LEVEL": "3"},
            capture_output=True,
            encoding="utf-8",
            timeout=LIST_SECONDS,
            check=True,
        )
        return named_gpus(int(listed.stdout), environment)
    except (subprocess.SubprocessError, OSError, ValueError):  # no TensorFlow, or a broken driver
        return ()


def named_gpus(count: int, environment: Mapping[str, str]) -> tuple[str, ...]:
    """Name the first ``count`` GPUs that the environment makes visible."""
    visible = environment.get(VISIBLE)
    names = visible.split(",") if visible else map(str, range(count))
    return tuple(name.strip() for name in names)[:count]


def count_slots(environment: Mapping[str, str], gpus: int, cores: int) -> int:
    """Return the number of training slots.

    ``$CNNVIZ_TRAINING_SLOTS``, or else one per GPU, or else cores - 1 and at least 1.

    Raises
    ------
    InputError
        If the setting is not a whole number of at least 1.
    """
    text = environment.get(SLOTS) or str(gpus or max(1, cores - 1))
    if not text.isdecimal() or int(text) < 1:
        raise InputError(
            "{name} must be a whole number from 1, got {given!r}",
            name=SLOTS,
            given=text,
        )
    return int(text)


def slot_environments(slots: int, gpus: Sequence[str], cores: int) -> list[dict[str, str]]:
    """Return what the environment of each slot's process says of its device and threads.

    Parameters
    ----------
    slots : int
        Number of slots.
    gpus : sequence of str
        Each is one slot's alone; slots beyond them compute on the CPU.
    cores : int
        Of this machine. A slot on the CPU computes with one thread; beside a GPU, several threads
        prepare the batches.
    """
    threads = str(max(1, cores // len(gpus))) if gpus else "1"
    on_gpu = {"TF_NUM_INTRAOP_THREADS": threads, "TF_FORCE_GPU_ALLOW_GROWTH": "true"}
    on_cpu = {"TF_NUM_INTRAOP_THREADS": "1", **ON_CPU}
    devices = [{VISIBLE: gpu, **on_gpu} for gpu in gpus[:slots]]
    devices += [on_cpu] * (slots - len(devices))
    return [{"TF_NUM_INTEROP_THREADS": "1", SLOTS: str(slots), **device} for device in devices]
