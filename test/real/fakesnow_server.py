"""fakesnow behind the doors that Snowflake's Node driver knocks at: `fakesnow_server.py PORT`, on loopback.

It answers in Arrow, which that driver does not read: here it answers in JSON, as the service does to it. Settings of a
session are accepted and do nothing.
"""
import datetime
import importlib
import json
import sys

import uvicorn

# The package has a function of that name as well.
server = importlib.import_module("fakesnow.server")

FORMATS = {
    "BINARY_OUTPUT_FORMAT": "HEX",
    "DATE_OUTPUT_FORMAT": "YYYY-MM-DD",
    "TIME_OUTPUT_FORMAT": "HH24:MI:SS.FF6",
    "TIMESTAMP_NTZ_OUTPUT_FORMAT": "YYYY-MM-DD HH24:MI:SS.FF6",
    "TIMESTAMP_LTZ_OUTPUT_FORMAT": "YYYY-MM-DD HH24:MI:SS.FF6",
    "TIMESTAMP_TZ_OUTPUT_FORMAT": "YYYY-MM-DD HH24:MI:SS.FF6",
}
EPOCH = datetime.datetime(1970, 1, 1)


def seconds(moment):
    plain = moment if moment.tzinfo is None else moment.astimezone(datetime.timezone.utc).replace(tzinfo=None)
    past = plain - EPOCH
    # With a zone, its offset follows: 1440 is none.
    zone = "" if moment.tzinfo is None else " 1440"
    return f"{past.days * 86400 + past.seconds}.{past.microseconds:06d}000{zone}"


def cell(value):
    """https://docs.snowflake.com/en/developer-guide/sql-api/handling-responses: values as texts."""
    if value is None:
        return None
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime.datetime):
        return seconds(value)
    if isinstance(value, datetime.date):
        return str((value - EPOCH.date()).days)
    if isinstance(value, datetime.time):
        return seconds(datetime.datetime.combine(EPOCH.date(), value))
    if isinstance(value, (bytes, bytearray)):
        return value.hex()
    return str(value)


class Answer(server.JSONResponse):
    def render(self, content):
        data = content.get("data")
        if isinstance(data, dict) and data.get("queryResultFormat") == "arrow":
            data["queryResultFormat"] = "json"
            data["rowset"] = json.loads(data.pop("rowsetBase64") or "[]")
        if isinstance(data, dict) and "rowset" in data:
            data["parameters"] = [{"name": name, "value": value} for name, value in FORMATS.items()]
            data.update(version=1, returned=len(data["rowset"]))
        return super().render(content)


class Kept:
    """What takes the place of the encoded answer: the rows, as JSON."""

    def __init__(self, text):
        self.text = text

    def decode(self, _):
        return self.text


def rows_of(table):
    columns = [column.to_pylist() for column in table.columns]
    return json.dumps([[cell(value) for value in row] for row in zip(*columns, strict=True)])


server.JSONResponse = Answer
server.to_sf = lambda table, rowtype: table
server.to_ipc = rows_of
server.b64encode = Kept

connect = server.shared_fs.connect
server.shared_fs.connect = lambda database, schema, nop_regexes=None, **rest: connect(
    database, schema, nop_regexes=["ALTER SESSION .*"], **rest
)
uvicorn.run(server.app, host="127.0.0.1", port=int(sys.argv[1]), log_level="warning")
