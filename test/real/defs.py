"""A job for Galley's suite on a real Dagster."""

import os
import time

from dagster import Config, Definitions, In, Nothing, OpExecutionContext, job, op

flags = os.environ["GALLEY_FLAGS"]


def leave(name: str) -> None:
    with open(os.path.join(flags, name), "a") as file:
        file.write("ran\n")


class Day(Config):
    day: str = "none"


@op
def extract(context: OpExecutionContext, config: Day) -> int:
    context.log.info(f"reads the day {config.day}")
    leave("extract")
    return 10


@op
def load(rows: int) -> None:
    leave("load")
    if not os.path.exists(os.path.join(flags, "mended")):
        raise ValueError("the bucket is not there")


@op
def wait() -> None:
    time.sleep(60)


@job
def nightly():
    load(extract())


@job
def slow():
    wait()


defs = Definitions(jobs=[nightly, slow])
