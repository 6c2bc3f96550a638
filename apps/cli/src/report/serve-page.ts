import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

/** Seconds after which a changing page reloads itself. */
const REFRESH_SECONDS = 10;
const MOST_CONNECTIONS = 16;

/** Keeps other sites from showing a page in a frame. A page cannot demand this itself: in its own policy browsers ignore it. */
const UNFRAMED = { 'content-security-policy': "frame-ancestors 'none'" };

/** Headers that give a page shared memory, and therefore threads. */
const ISOLATED = {
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-embedder-policy': 'require-corp',
};

/**
 * Serves a page on 127.0.0.1 until the signal aborts, made anew for each visit.
 *
 * @param render makes the page; what it throws is shown instead
 * @param kind a page that `changes` is reloaded by the browser; one that `computes` is isolated from other sites
 * @param listening called with the address of the page
 */
export async function servePage(
  render: () => Promise<string>,
  kind: 'changes' | 'computes',
  signal: AbortSignal,
  listening: (address: string) => void,
): Promise<void> {
  const headers = { ...UNFRAMED, ...(kind === 'changes' ? { refresh: `${REFRESH_SECONDS}` } : ISOLATED) };
  const server = createServer(async ({ method, url, headers: { host = '' } }, response) => {
    // A page of another site may reach this address under a host name of its own.
    const isPage = method === 'GET' && url === '/' && /^(?:127\.0\.0\.1|localhost):\d+$/.test(host);
    const answer = (status: number, type: string, text: string) =>
      response.writeHead(status, { 'content-type': `text/${type}; charset=utf-8`, ...headers }).end(text);
    if (!isPage) return void answer(404, 'plain', 'Only / is here.');
    await render().then(
      (page) => answer(200, 'html', page),
      ({ message }: Error) => answer(200, 'plain', message),
    );
  });
  const connections = new Set<Socket>();
  server.on('connection', (socket) => {
    connections.add(socket);
    socket.once('close', () => connections.delete(socket));
    // The oldest makes room: it may be one that never sends anything.
    if (connections.size > MOST_CONNECTIONS) connections.values().next().value!.destroy();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  listening(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
  if (!signal.aborted) await once(signal, 'abort');
  server.close();
  server.closeAllConnections();
}
