"""DAGs for Galley's suite on a real Airflow."""

import os
import time
from datetime import datetime

from airflow.sdk import Param, dag, task

flags = os.environ["GALLEY_FLAGS"]
plain = {"schedule": None, "start_date": datetime(2026, 1, 1), "catchup": False}


def leave(name: str, text: str) -> None:
    with open(os.path.join(flags, name), "a") as file:
        file.write(text + "\n")


@dag(dag_id="nightly", **plain)
def nightly():
    @task
    def extract(**context):
        conf = context["dag_run"].conf
        print(f"reads the day {conf.get('day')}")
        leave("nightly", str(conf.get("day")))
        return conf.get("rows", 10)

    @task
    def load(rows):
        print(f"loads {rows} rows")
        return {"rows": rows}

    load(extract())


@dag(dag_id="nightly_sandbox", **plain)
def nightly_sandbox():
    @task
    def load(**context):
        leave("sandbox", str(context["dag_run"].conf))
        return 1

    load()


@dag(dag_id="flaky", **plain)
def flaky():
    @task
    def good():
        leave("good", "ran")

    @task
    def bad():
        leave("bad", "ran")
        if not os.path.exists(os.path.join(flags, "mended")):
            raise ValueError("the bucket is not there")

    @task
    def last():
        return "done"

    good() >> bad() >> last()


@dag(dag_id="slow", **plain)
def slow():
    @task
    def wait(**context):
        for second in range(int(context["dag_run"].conf.get("seconds", 120))):
            print(f"second {second}", flush=True)
            time.sleep(1)

    wait()


@dag(dag_id="strict", params={"day": Param(type="string", minLength=10)}, **plain)
def strict():
    @task
    def load():
        pass

    load()


@dag(dag_id="resting", is_paused_upon_creation=True, **plain)
def resting():
    @task
    def load():
        pass

    load()


nightly(), nightly_sandbox(), flaky(), slow(), strict(), resting()
