"""Reads events by the types of OpenLineage's own client, and says for each what does not fit. One event a line."""
import importlib
import json
import pkgutil
import sys
import typing

import attr
import openlineage.client.generated as generated
from openlineage.client import event_v2
from openlineage.client.serde import Serde

modules = [importlib.import_module(f"{generated.__name__}.{one.name}") for one in pkgutil.iter_modules(generated.__path__)]
facets = {}
for module in modules:
    for one in vars(module).values():
        if isinstance(one, type) and attr.has(one) and hasattr(one, "_get_schema"):
            facets[one._get_schema()] = one


def build(kind, value):
    """A value as an instance of a type of the client's; raises where it cannot be one."""
    origin = typing.get_origin(kind)
    if origin is typing.Union or type(kind).__name__ == "UnionType":
        return value if value is None else build([one for one in typing.get_args(kind) if one is not type(None)][0], value)
    if origin is list:
        return [build(typing.get_args(kind)[0], one) for one in value]
    if origin is dict:
        return {name: build(typing.get_args(kind)[1], one) for name, one in value.items()}
    if isinstance(kind, type) and attr.has(kind):
        own, producer = kind, None
        if "_schemaURL" in value:
            own = facets[value["_schemaURL"]]
            producer = value["_producer"]
            value = {name: one for name, one in value.items() if name not in ("_schemaURL", "_producer")}
        attr.resolve_types(own)
        known = {one.name: one.type for one in attr.fields(own)}
        made = own(**{name: build(known[name], one) for name, one in value.items()})
        if producer is not None:
            made._producer = producer
        return made
    wanted = (int, float) if kind is float else kind
    if isinstance(wanted, (type, tuple)) and wanted is not typing.Any and not isinstance(value, wanted):
        raise TypeError(f"{value!r} is no {kind}")
    return value


def read(event):
    return event_v2.RunEvent(
        eventType=event_v2.RunState(event["eventType"]),
        eventTime=event["eventTime"],
        run=build(event_v2.Run, event["run"]),
        job=build(event_v2.Job, event["job"]),
        inputs=[build(event_v2.InputDataset, one) for one in event.get("inputs", [])],
        outputs=[build(event_v2.OutputDataset, one) for one in event.get("outputs", [])],
        producer=event["producer"],
    )


def plain(value):
    """Without what is empty: the client leaves out what is not there."""
    if isinstance(value, dict):
        return {name: plain(one) for name, one in value.items() if one not in (None, [], {})}
    return [plain(one) for one in value] if isinstance(value, list) else value


wrong = []
count = 0
for line in open(sys.argv[1], encoding="utf-8"):
    event = json.loads(line)
    count += 1
    try:
        written = json.loads(Serde.to_json(read(event)))
        if plain(written) != plain(event):
            wrong.append({"event": event, "written": written})
    except Exception as error:  # whatever it is, the event is not one of theirs
        wrong.append({"event": event, "error": repr(error)})
print(json.dumps({"count": count, "wrong": wrong}))
