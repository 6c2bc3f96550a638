import type { MetricsLine, TrainingEvent } from '@longrange/trainer';
import { describe, expect, it } from 'vitest';
import { Follower } from './follower.ts';
import { Mlflow } from './mlflow.ts';
import { startMlflow } from './testing/mlflow-server.ts';
import { stepLine, temporaryRun, writeRun } from './testing/run-files.ts';

const start = { type: 'start', step: 0 } as TrainingEvent;
const checkpoint = (step: number) => ({ type: 'checkpoint', step }) as TrainingEvent;

async function follow() {
  const server = await startMlflow();
  const folder = await temporaryRun();
  await writeRun(folder, []);
  const said: string[] = [];
  const { signal } = new AbortController();
  const follower = new Follower({
    tracker: new Mlflow({ url: server.url, environment: {}, timeoutMs: 10_000, signal }),
    runFolder: folder,
    signal,
    onBegin: (place) => said.push(place),
    onFailure: ({ message }) => said.push(message),
    pausesMs: [1],
  });
  const written: MetricsLine[] = [];
  return {
    server,
    follower,
    said,
    /** As training does: into the file first. */
    step: async (number: number) => {
      written.push(stepLine(number));
      await writeRun(folder, written);
      follower.take(written.at(-1)!);
    },
    sent: () => server.runs[0]?.points.filter(({ key }) => key === 'train/accuracy').map(({ step }) => step),
    until: async (isMet: () => boolean) => {
      while (!isMet()) await new Promise((resolve) => setTimeout(resolve, 5));
    },
  };
}

describe('Follower', () => {
  it('sends what a checkpoint holds, so that a resumed run never goes back behind it', async () => {
    const { follower, step, sent, said, server, until } = await follow();
    follower.take(start);
    for (const number of [1, 2, 3]) await step(number);
    follower.take(checkpoint(2));
    await until(() => sent()?.length === 2);
    await step(4);
    follower.take(checkpoint(4));
    await step(5);
    await follower.finish('interrupted');
    expect(sent()).toEqual([1, 2, 3, 4]);
    expect(server.runs[0]!.status).toBe('KILLED');
    expect(said).toEqual([`${server.url}/#/experiments/0/runs/run0`]);
  });

  it('says once that a tracker fails, and makes up for it at the next checkpoint that it answers', async () => {
    const { follower, step, sent, said, server, until } = await follow();
    follower.take(start);
    await step(1);
    follower.take(checkpoint(1));
    await until(() => sent()?.length === 1);
    server.fail('runs/log-batch', 'cut after', { status: 500 });
    server.fail('experiments/get-by-name', { status: 503 }, { status: 503 });
    await step(2);
    follower.take(checkpoint(2));
    await until(() => said.length === 2);
    await step(3);
    follower.take(checkpoint(3));
    await until(() => server.requests.filter(({ what }) => what === 'experiments/get-by-name').length === 3);
    await step(4);
    follower.take(checkpoint(4));
    await follower.finish('finished');
    expect(sent()).toEqual([1, 2, 3, 4]);
    expect(said.slice(1)).toEqual([`${server.url} answered experiments/get-by-name with 503.`]);
    expect(server.runs.map(({ status }) => status)).toEqual(['FINISHED']);
  });
});
