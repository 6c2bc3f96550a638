import type { MinimalPair } from '@longrange/code';
import { LongrangeError } from '@longrange/errors';
import { doublingScale, rangesOf } from '../statistics/buckets.ts';

/** The last word, with white space around it. A choice that begins with it has a token of its own, whatever a tokenizer merges. */
const LAST_WORD = /(?:^|\s+)\S+\s*$/;

/**
 * Minimal pairs as tasks of lm-evaluation-harness (0.4), one for each doubling of the distance: the files of a folder for `--include_path`, by
 * name. Each item is one member of a pair, a text to continue with its last word and either closer.
 *
 * @throws LongrangeError `PAIRS_NONE` (exit code 2) if there are none
 */
export function lmEvalTask(pairs: readonly MinimalPair[]): Readonly<Record<string, string>> {
  if (pairs.length === 0) throw noPairs();
  const bands = rangesOf(pairs, ({ distance }) => distance, doublingScale);
  const items = bands.flatMap(({ from: band, members: ofBand }) =>
    ofBand.flatMap(({ members, document, distance }, index) =>
      members.map(({ text, at, closer }, own) => {
        const before = text.slice(0, at);
        const word = LAST_WORD.exec(before)![0];
        return {
          pair: `${band}/${index}`,
          document,
          band,
          distance,
          context: before.slice(0, before.length - word.length),
          choices: [closer, members[1 - own]!.closer].map((one) => word + one),
        };
      }),
    ),
  );
  const tasks = bands.flatMap(({ from, to, members }) => {
    const alias = to - from === 1 ? '1 character' : `${from} to ${to - 1} characters`;
    const task = [`task: '${from}'`, `task_alias: ${alias}`, `metadata: { version: 1, band: ${from} }`];
    return members.length === 0 ? [] : `  - ${task.join('\n    ')}\n`;
  });
  const documents = new Set(pairs.map(({ document }) => document)).size;
  return {
    'README.md': readme(pairs.length, documents),
    'longrange_pairs.yaml': `${CONFIGURATION}${tasks.join('')}`,
    'pairs.jsonl': items.map((item) => `${JSON.stringify(item)}\n`).join(''),
    'utils.py': UTILS,
  };
}

/** Settings of all tasks. A tie counts as wrong, and `acc_all`, as in MultiRC, counts a pair if both of its texts are right. */
const CONFIGURATION = `group: longrange_pairs
custom_dataset: !function utils.load
test_split: test
output_type: multiple_choice
doc_to_text: context
doc_to_choice: choices
doc_to_target: 0
target_delimiter: ''
num_fewshot: 0
process_results: !function utils.score
metric_list:
  - metric: decides
    aggregation: !function lm_eval.api.metrics.acc_all
    higher_is_better: true
  - metric: shows
    aggregation: !function utils.shows
    higher_is_better: true
aggregate_metric_list:
  - metric: decides
  - metric: shows
metadata:
  version: 1
task:
`;

const UTILS = `"""Loads the pairs, and scores them."""

import json
from pathlib import Path

import datasets


def load(band, **_):
    with Path(__file__).with_name("pairs.jsonl").open(encoding="utf-8") as lines:
        items = [item for item in map(json.loads, lines) if item["band"] == band]
    return {"test": datasets.Dataset.from_list(items)}


def score(doc, results):
    (own, _), (other, _) = results
    pair = {"idx": {"paragraph": 0, "question": doc["pair"]}, "label": 1}
    return {"decides": (own > other, pair), "shows": (own - other, doc["pair"])}


def shows(items):
    evidence = {}
    for log_odds, pair in items:
        evidence[pair] = evidence.get(pair, 0) + log_odds
    return sum((one > 1) - (one < -1) for one in evidence.values()) / len(evidence)
`;

function readme(pairs: number, documents: number): string {
  return `# Minimal pairs of longrange, for lm-evaluation-harness

${pairs.toLocaleString('en')} pairs of texts (documents: ${documents.toLocaleString('en')}). The texts of a pair differ only in one bracket, \`f(x\` and \`f[x\`: does a model still know it when the closer comes?

\`\`\`sh
lm_eval --include_path . --tasks longrange_pairs --model hf --model_args pretrained=NAME,add_bos_token=True
\`\`\`

There is a row for each distance between opener and closer, in characters.

- **decides**: the share of pairs in whose two texts the closer that belongs there is likelier than the other's. A model that does not see the opener scores 0. Ties are wrong.
- **shows**: the share of pairs in which exchanging the opener changes the odds of the closers by more than 1 nat in the right direction, minus the share in the wrong one.

An item is one text, so the harness's number of samples, and an even \`--limit\`, count two for each pair. The standard error of *decides* treats pairs of one document as independent; *shows* has none.

\`add_bos_token=True\` begins each text like a document, as longrange does. Leave out \`--apply_chat_template\` and few-shot examples: they change the question.

## What the harness cannot ask

- **Sums over tokenizations.** It scores one tokenization of the text: a closer as \`)\`, but not as the \`):\` that the model may prefer. \`longrange eval\` adds up all tokens that begin with the closer, and the tokenizations of what comes before. If every byte or character is a token, both give the same verdicts, pair by pair.
- **Ranges and half-lives**, with intervals over documents, what a model *writes*, and comparisons paired by document: use \`longrange eval\` and \`compare\`.

If a context is too short, the harness drops the beginning of a text. The texts are copies of the measured files: heed their licenses before you pass them on.
`;
}

function noPairs(): LongrangeError {
  return new LongrangeError({
    code: 'PAIRS_NONE',
    message: 'Expected code with brackets that could as well be of another type, got none.',
    hint: 'give more files to --text.',
    exitCode: 2,
  });
}
