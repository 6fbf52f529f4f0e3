"""The command `pingyi worker`: jobs, clocks, mail and webhooks without serving, on any number of machines."""

import signal
import threading

import typer

from backend.config import Settings, SettingsError
from backend.core import logging
from backend.main import create_app
from backend.selfcheck.installation import Listening
from backend.upkeep.console import (
    RESTORED,
    examine,
    fail,
    open_database,
    open_keys,
    refuse_unsafe,
    require_schema,
    was_restored,
)


def worker() -> None:
    """Run jobs and what comes back regularly, without serving: on as many machines as like, over one PostgreSQL."""
    settings = Settings()
    keys = open_keys(settings)
    database = open_database(settings)
    if database.dialect == "sqlite":
        fail(
            "SQLite 只允许一个进程：后台任务由 pingyi serve 自己执行，不能另开 pingyi worker。\n"
            "SQLite has one process only: pingyi serve runs the jobs itself; a worker of its own needs PostgreSQL."
        )
    require_schema(database)
    if was_restored(settings, database):
        fail(RESTORED)
    database.close()
    try:
        application = create_app(settings, keys)
    except SettingsError as problem:
        fail(str(problem))
    refuse_unsafe(examine(settings, Listening("127.0.0.1"), application))
    logging.configure(json_lines=settings.log_json and settings.env == "production")
    stopping = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopping.set())
    application.state.worker.start()
    typer.echo("评议 worker", err=True)
    stopping.wait()
    application.state.newest.stop()
    application.state.worker.stop()
    application.state.database.close()
