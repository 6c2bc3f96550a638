"""Reads the newest results file of a folder with lm-evaluation-harness, as it reads its own, and prints its table."""

import json
import sys
from pathlib import Path

from lm_eval.result_schema import EvalResults
from lm_eval.utils import get_latest_filename, get_results_filenames, make_table

files = get_results_filenames([str(path) for path in Path(sys.argv[1]).iterdir()])
results = json.loads(Path(get_latest_filename(files)).read_text(encoding="utf-8"))

unknown = set(results) - set(EvalResults.__annotations__)
if unknown:
    sys.exit(f"Expected no keys but those of EvalResults, got {sorted(unknown)}.")
tasks = set(results["results"])
for key in ("configs", "versions", "n-shot", "higher_is_better", "n-samples"):
    if set(results[key]) != tasks:
        sys.exit(f"Expected {key} to have the tasks {sorted(tasks)}, got {sorted(results[key])}.")
table = make_table(results)
rows = [line for line in table.splitlines() if "longrange_" in line]
if len(rows) != len(tasks):
    sys.exit(f"Expected a row for each of {len(tasks)} tasks, got {len(rows)}:\n{table}")
print(table)
