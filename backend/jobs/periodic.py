"""Work that comes back: sweeps, clocks, mail. Every process with a worker does it, so it shares nothing but the
database, and claims there what must be done once."""

import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

import structlog

log = structlog.get_logger("periodic")

RETRY_SECONDS: Final = 60.0
RESTART_SECONDS: Final = 5.0


Service = Callable[[threading.Event], object]
"""What runs beside jobs and tasks for as long as the worker does: it returns soon after the event is set."""


@dataclass(frozen=True, slots=True)
class PeriodicTask:
    """`run` is called at the start and then `seconds` after each end. It is given the event that is set when the
    worker stops: work that takes longer than a second looks at it, and goes on from there the next time."""

    name: str
    seconds: float
    run: Callable[[threading.Event], object]


def keep_alive(service: Service, stopping: threading.Event) -> None:
    """Run a service until `stopping` is set; what breaks is logged and begun anew."""
    while not stopping.is_set():
        try:
            service(stopping)
        except Exception:
            log.exception("service_failed")
            stopping.wait(RESTART_SECONDS)


def keep_running(tasks: Sequence[PeriodicTask], stopping: threading.Event) -> None:
    """Run the tasks whenever they are due until `stopping` is set; a failure is logged and tried again soon."""
    due = {task.name: 0.0 for task in tasks}
    while due and not stopping.wait(max(0.0, min(due.values()) - time.monotonic())):
        task = min(tasks, key=lambda one: due[one.name])
        pause = task.seconds
        try:
            task.run(stopping)
        except Exception:
            log.exception("task_failed", task=task.name)
            pause = min(pause, RETRY_SECONDS)
        due[task.name] = time.monotonic() + pause
