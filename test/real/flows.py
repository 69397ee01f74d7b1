"""A flow for Galley's suite on a real Prefect."""

import os
import time

from prefect import flow, serve, task

flags = os.environ["GALLEY_FLAGS"]


@task
def load(day: str) -> int:
    print(f"reads the day {day}")
    if not os.path.exists(os.path.join(flags, "mended")):
        raise ValueError("the bucket is not there")
    return 10


@flow(log_prints=True)
def nightly(day: str = "none") -> int:
    with open(os.path.join(flags, "ran"), "a") as file:
        file.write(day + "\n")
    return load(day)


@flow
def slow() -> None:
    for _ in range(60):
        time.sleep(1)


if __name__ == "__main__":
    serve(nightly.to_deployment(name="prod"), slow.to_deployment(name="prod"))
