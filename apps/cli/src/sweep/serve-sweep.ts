import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Seconds until a page asks for itself again. */
const REFRESH_SECONDS = 10;
const MOST_CONNECTIONS = 16;

/**
 * Serves a page on 127.0.0.1 until the signal aborts, made anew for each visit and asked for again by the browser.
 *
 * @param render makes the page; what it throws is shown instead
 * @param listening told the address of the page
 */
export async function servePage(
  render: () => Promise<string>,
  signal: AbortSignal,
  listening: (address: string) => void,
): Promise<void> {
  const server = createServer(async ({ method, url, headers: { host = '' } }, response) => {
    // Another site's page may reach this address by a name of its own.
    const isPage = method === 'GET' && url === '/' && /^(?:127\.0\.0\.1|localhost):\d+$/.test(host);
    const page = isPage ? await render().catch(({ message }: Error) => message) : 'Only / is here.';
    const type = page.startsWith('<') ? 'text/html' : 'text/plain';
    const headers = { 'content-type': `${type}; charset=utf-8`, refresh: `${REFRESH_SECONDS}` };
    response.writeHead(isPage ? 200 : 404, headers).end(page);
  });
  server.maxConnections = MOST_CONNECTIONS;
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  listening(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
  if (!signal.aborted) await once(signal, 'abort');
  server.close();
  server.closeAllConnections();
}
