import { appendFile, readFile, stat, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../testing/toy.ts';
import { type MetricsLine, MetricsLog, readMetrics } from './metrics-log.ts';

function validation(step: number): MetricsLine {
  return {
    type: 'validation',
    step,
    charactersSeen: step * 10,
    lossNats: 1,
    bitsPerCharacter: 1 / Math.LN2,
    accuracy: 0.5,
    characters: 100,
    best: true,
  };
}

describe('MetricsLog', () => {
  it('has each line with the system as soon as it is appended', async () => {
    const folder = await temporaryFolder();
    const log = await MetricsLog.open(folder, () => true);
    for (const step of [1, 2]) {
      log.append(validation(step));
      expect((await readMetrics(folder)).at(-1)).toEqual(validation(step));
    }
    log.close();
  });

  it('drops on opening what is not to be kept, and a line that was cut short', async () => {
    const folder = await temporaryFolder();
    const first = await MetricsLog.open(folder, () => true);
    for (const step of [1, 2, 3]) first.append(validation(step));
    first.close();
    await appendFile(join(folder, 'metrics.jsonl'), '{"type":"valid');
    const second = await MetricsLog.open(folder, ({ step }) => step <= 2);
    second.append(validation(9));
    second.close();
    const text = await readFile(join(folder, 'metrics.jsonl'), 'utf8');
    expect(text).toBe([1, 2, 9].map((step) => `${JSON.stringify(validation(step))}\n`).join(''));
  });

  // reliability: logs-and-results
  it('leaves out what is no line of it, whatever JSON it is', async () => {
    const folder = await temporaryFolder();
    const { bitsPerCharacter, ...withoutBits } = validation(2);
    const strangers = [
      ...['null', '3', '[]', '{}', '"step"', '{"type":"step"}', '{"type":"constructor"}', '{"type":{}}'],
      JSON.stringify({ ...validation(2), step: '2' }),
      JSON.stringify(withoutBits),
      JSON.stringify(validation(2)).replace('"step":2', '"step":1e999'),
      'no JSON',
    ];
    const lines = [JSON.stringify(validation(1)), ...strangers, JSON.stringify(validation(3))];
    await writeFile(join(folder, 'metrics.jsonl'), lines.join('\n'));
    expect(await readMetrics(folder)).toEqual([validation(1), validation(3)]);
  });

  // Half a GiB is read twice, which takes seconds.
  const isWhole = process.env.LONGRANGE_WHOLE === '1';
  // reliability: logs-and-results
  it.runIf(isWhole)(
    'reads a file that is longer than a string can be, and keeps it short on opening',
    async () => {
      const folder = await temporaryFolder();
      const path = join(folder, 'metrics.jsonl');
      await writeFile(path, `${JSON.stringify(validation(1))}\n`);
      // Of the hole no block is on the disk; it is one line of 540 MB.
      await truncate(path, 5.4e8);
      await appendFile(path, `\n${JSON.stringify(validation(2))}\n`);
      const log = await MetricsLog.open(folder, () => true);
      log.close();
      expect(await readMetrics(folder)).toEqual([validation(1), validation(2)]);
      expect((await stat(path)).size).toBeLessThan(1000);
    },
  );
});
