import { createHash } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { openStore } from '@longrange/sweep/internal';
import { expect, it } from 'vitest';
import { temporaryFolder } from '../../tests/testing/tiny.ts';
import { fetchRuns, withFigures } from './keep-in-store.ts';
import { openSweepText } from './open-sweep.ts';

const OF_RUN = [
  'checkpoints/step-000500.previous/weights.bin',
  'checkpoints/step-000500/COMPLETE',
  'checkpoints/step-1000000/state.bin',
  'config.json',
  'eval/step-000500-20261128-101112/documents.json',
  'events.out.tfevents.0000000001.longrange',
  'metrics.jsonl',
  'outcome.json',
];
const FIGURES = [OF_RUN[1], OF_RUN[4], 'metrics.jsonl', 'outcome.json'];
const OF_OTHERS = [
  ...'run.lock run.lock-1 journal.jsonl Makefile package.json config.json.d/x x/config.json COMPLETE'.split(
    ' ',
  ),
  ...'node_modules/x/index.js checkpoints/latest checkpoints/step-1/weights.bin x/outcome.json'.split(' '),
  ...'checkpoints/step-000500/a/b eval/documents.json eval/a/b/documents.json'.split(' '),
];

it('fetches of a run in a store what runs consist of, and nothing else that the store names', async () => {
  const folder = await temporaryFolder();
  const store = openStore(join(folder, 'store'));
  const content = new TextEncoder().encode('content');
  const sha256 = createHash('sha256').update(content).digest('hex');
  const paths = [...OF_RUN, ...OF_OTHERS];
  const files = Object.fromEntries(paths.map((path) => [path, { sha256, bytes: content.length }]));
  const list = JSON.stringify({ formatVersion: 1, progress: 1, files });
  await store.create(`tiny/0123456789abcdef/000001/files/${sha256}`, content);
  await store.create('tiny/0123456789abcdef/000001/saved/000001.json', new TextEncoder().encode(list));
  const text = 'method: grid\nparameters: {corpus: {value: [corpus]}}\n';
  const open = await openSweepText(
    { file: 'tiny.yaml', text, base: folder },
    {
      ...{ runs: join(folder, 'runs'), compute: 'auto' },
      store: join(folder, 'store'),
    },
  );
  const trials = [{ name: '0123456789abcdef' }];
  const filesOf = async (run: string): Promise<string[]> => {
    const entries = await readdir(run, { recursive: true, withFileTypes: true });
    const names = entries.filter((entry) => entry.isFile());
    return names.map((entry) => join(entry.parentPath, entry.name).slice(run.length + 1)).sort();
  };

  const figures = await withFigures(open, trials, async (runs) =>
    filesOf(runs.get('0123456789abcdef')!.folder),
  );
  expect(figures).toEqual(FIGURES);
  await fetchRuns(open, trials);
  expect(await filesOf(join(open.folder, '0123456789abcdef'))).toEqual(OF_RUN);
});
