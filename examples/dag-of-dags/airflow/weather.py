"""The DAGs that the example hands work to: production's, and the one that kitchens use in its place."""

from datetime import datetime

from airflow.sdk import dag, task

plain = {"schedule": None, "start_date": datetime(2026, 1, 1), "catchup": False}


def report(name):
    @dag(dag_id=name, **plain)
    def weather_report():
        @task
        def check(**context):
            conf = context["dag_run"].conf
            if int(conf["days"]) < 365:
                raise ValueError(f"only {conf['days']} days")
            return conf

        @task
        def write(conf):
            return f"{name}: {conf['days']} days as of {conf['day']}, months in {conf['relation']}"

        write(check())

    return weather_report()


weather_report = report("weather_report")
weather_report_sandbox = report("weather_report_sandbox")
