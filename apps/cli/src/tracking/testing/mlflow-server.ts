import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { onTestFinished } from 'vitest';

interface StoredRun {
  readonly info: { readonly run_id: string; status?: string };
  readonly data: { metrics: { key: string; step: number }[]; readonly params: object[] };
  readonly tags: { key: string; value: string }[];
}

/**
 * A server with the part of MLflow's REST API that we call. `faults` are the next requests that it answers otherwise; with status 0 it does what it is asked,
 * but cuts the connection.
 */
export async function startMlflow() {
  const runs: StoredRun[] = [];
  const requests: string[] = [];
  const faults: { readonly what: string; readonly status: number; readonly location?: string }[] = [];
  const server = createServer(async (request, response) => {
    const what = request.url!.replace(/.*\/mlflow\/|\?.*/g, '');
    const { authorization } = request.headers;
    requests.push(`${what} ${authorization}`);
    const body = JSON.parse((await text(request)) || '{}');
    const { status = 200, location } = (faults[0]?.what === what && faults.shift()) || {};
    const run = runs.find(({ info }) => info.run_id === body.run_id);
    let answer: object = { error_code: 'SOME_ERROR', message: `got ${authorization}` };
    if (status === 200 || status === 0) {
      answer = { experiment: { experiment_id: '0' } };
      if (what === 'runs/search')
        answer = { runs: runs.filter(({ tags }) => body.filter.includes(`'${tags[0]!.value}'`)) };
      if (what === 'runs/create') {
        runs.push({
          info: { run_id: `run${runs.length}` },
          data: { metrics: [], params: [] },
          tags: body.tags,
        });
        answer = { run: runs.at(-1) };
      }
      if (what === 'runs/update') run!.info.status = body.status;
      if (what === 'runs/set-tag') run!.tags[0] = body;
      run?.data.metrics.push(...(body.metrics ?? []));
      run?.data.params.push(...(body.params ?? []));
    }
    if (status === 0) request.socket.destroy();
    else response.writeHead(status, location ? { location } : {}).end(JSON.stringify(answer));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => server.closeAllConnections());
  onTestFinished(() => void server.close());
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, runs, requests, faults };
}
