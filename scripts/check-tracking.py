"""What check-tracking.mjs asks of Python: MLflow's server, and what TensorBoard's and MLflow's own readers find.

check-tracking.py serve FOLDER      MLflow's server with its database in FOLDER, on a free port of 127.0.0.1, which it prints
check-tracking.py tensorboard DIR   all figures in the event files of DIR, as JSON: { tag: [[step, milliseconds since 1970, value], …] }
check-tracking.py mlflow URL        the same of the runs of each name on the server, with their status: { name: [{ status, points }, …] }
"""

import json
import logging
import os
import sys


def serve(folder):
    os.environ["_MLFLOW_SERVER_FILE_STORE"] = f"sqlite:///{folder}/mlflow.db"
    os.environ["_MLFLOW_SERVER_ARTIFACT_ROOT"] = f"{folder}/artifacts"
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    from mlflow.server import app
    from werkzeug.serving import make_server

    server = make_server("127.0.0.1", 0, app, threaded=True)
    print(f"port {server.server_port}", flush=True)
    server.serve_forever()


def tensorboard(folder):
    from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

    events = EventAccumulator(folder, size_guidance={"scalars": 0})
    events.Reload()
    points = {
        tag: [[e.step, round(1000 * e.wall_time), e.value] for e in events.Scalars(tag)]
        for tag in events.Tags()["scalars"]
    }
    return {"points": points}


def mlflow(url):
    from mlflow import MlflowClient

    client = MlflowClient(url)
    experiment = client.get_experiment_by_name("longrange").experiment_id
    found = {}
    for run in client.search_runs([experiment]):
        points = {
            name: [[m.step, m.timestamp, m.value] for m in client.get_metric_history(run.info.run_id, name)]
            for name in run.data.metrics
        }
        one = {"status": run.info.status, "units": float(run.data.params["model.units"]), "points": points}
        found.setdefault(run.info.run_name, []).append(one)
    return found


if __name__ == "__main__":
    _, command, argument = sys.argv
    result = {"serve": serve, "tensorboard": tensorboard, "mlflow": mlflow}[command](argument)
    print(json.dumps(result))
