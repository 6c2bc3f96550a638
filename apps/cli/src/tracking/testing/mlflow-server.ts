import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

/** What the server does with a request: what it should, nothing at all, or what it should but for the answer. */
export type Fault =
  | 'none'
  | 'hang'
  | 'cut before'
  | 'cut after'
  | { readonly status: number; readonly location?: string };

interface StoredPoint {
  readonly key: string;
  readonly value: number;
  readonly step: number;
  readonly timestamp: number;
}

export interface StoredRun {
  readonly id: string;
  readonly name: string;
  status: string;
  readonly tags: Map<string, string>;
  readonly params: Map<string, string>;
  /** In the order in which they came, twice where they came twice. */
  readonly points: StoredPoint[];
}

/** A server on 127.0.0.1 that does as MLflow's REST API 2.0 says, for the calls that we make, and refuses what MLflow refuses. */
export async function startMlflow() {
  const runs: StoredRun[] = [];
  const experiments: string[] = [];
  const requests: { readonly what: string; readonly authorization: string | undefined }[] = [];
  const faults = new Map<string, Fault[]>();

  const answers: Readonly<Record<string, (body: never, query: URLSearchParams) => unknown>> = {
    'experiments/get-by-name': (_, query) => {
      const index = experiments.indexOf(query.get('experiment_name')!);
      if (index < 0) throw new Refusal(404, 'RESOURCE_DOES_NOT_EXIST');
      return { experiment: { experiment_id: String(index) } };
    },
    'experiments/create': ({ name }: { name: string }) => ({
      experiment_id: String(experiments.push(name) - 1),
    }),
    'runs/search': ({ filter }: { filter: string }) => {
      const [, tag, value] = /^tags\.(\w+) = '([^']*)'$/.exec(filter)!;
      return { runs: runs.filter(({ tags }) => tags.get(tag!) === value).map(describeRun) };
    },
    'runs/create': ({ run_name, tags }: { run_name: string; tags: { key: string; value: string }[] }) => {
      const pairs = tags.map(({ key, value }) => [key, value] as const);
      const [id, status] = [`run${runs.length}`, 'RUNNING'];
      runs.push({ id, name: run_name, status, tags: new Map(pairs), params: new Map(), points: [] });
      return { run: describeRun(runs.at(-1)!) };
    },
    'runs/set-tag': ({ run_id, key, value }: { run_id: string; key: string; value: string }) =>
      void runOf(run_id).tags.set(key, value),
    'runs/update': ({ run_id, status }: { run_id: string; status: string }) => {
      runOf(run_id).status = status;
    },
    'runs/log-batch': (body: {
      run_id: string;
      metrics?: StoredPoint[];
      params?: { key: string; value: string }[];
    }) => {
      const { metrics = [], params = [] } = body;
      const isShort = params.every(({ value }) => value.length <= 500);
      if (metrics.length > 1000 || params.length > 100 || !isShort)
        throw new Refusal(400, 'INVALID_PARAMETER_VALUE');
      const run = runOf(body.run_id);
      run.points.push(...metrics);
      for (const { key, value } of params) run.params.set(key, value);
    },
  };
  const runOf = (id: string): StoredRun => {
    const found = runs.find((run) => run.id === id);
    if (found === undefined) throw new Refusal(404, 'RESOURCE_DOES_NOT_EXIST');
    return found;
  };

  const server = createServer(async (request, response) => {
    const { pathname, searchParams } = new URL(request.url!, 'http://localhost');
    const what = pathname.replace('/api/2.0/mlflow/', '');
    requests.push({ what, authorization: request.headers.authorization });
    const fault = faults.get(what)?.shift();
    const body = await readJson(request);
    if (fault === 'hang') return;
    if (fault === 'cut before') return void request.socket.destroy();
    if (typeof fault === 'object') {
      response.writeHead(fault.status, fault.location === undefined ? {} : { location: fault.location });
      return void response.end('not JSON');
    }
    try {
      const answer = answers[what]!(body as never, searchParams) ?? {};
      if (fault === 'cut after') request.socket.destroy();
      else send(response, 200, answer);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      send(response, error.status, {
        error_code: error.message,
        message: String(request.headers.authorization),
      });
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    runs,
    experiments,
    requests,
    /** What is to go wrong with the next requests of a kind, in this order. */
    fail: (what: string, ...next: Fault[]) => void faults.set(what, next),
  };
}

class Refusal extends Error {
  readonly status: number;
  constructor(status: number, code: string) {
    super(code);
    this.status = status;
  }
}

/** Of each curve the point of the highest step; MLflow's JSON has integers as text in some versions. */
function describeRun({ id, points, params }: StoredRun): object {
  const latest = new Map<string, StoredPoint>();
  for (const point of points)
    if (point.step >= (latest.get(point.key)?.step ?? 0)) latest.set(point.key, point);
  const metrics = [...latest.values()].map((point) => ({ ...point, step: String(point.step) }));
  return {
    info: { run_id: id },
    data: { metrics, params: [...params].map(([key, value]) => ({ key, value })) },
  };
}

async function readJson(request: IncomingMessage): Promise<unknown> {
  let text = '';
  for await (const part of request.setEncoding('utf8')) text += part;
  return text === '' ? undefined : JSON.parse(text);
}

function send(response: ServerResponse, status: number, answer: object): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(answer));
}
