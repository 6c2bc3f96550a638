import { type AddressInfo, createServer, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';

/** Starts a server on 127.0.0.1 that answers each request, as soon as its headers are in, with arbitrary bytes. */
export async function serveRaw(answer: (socket: Socket) => void) {
  const sockets = new Set<Socket>();
  const seen = { connections: 0, requests: 0 };
  const server = createServer((socket) => {
    seen.connections++;
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket)).on('error', () => undefined);
    let head = '';
    socket.on('data', (part) => {
      head += part.toString('latin1');
      if (!head.includes('\r\n\r\n')) return;
      head = '';
      seen.requests++;
      answer(socket);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  });
  return { base: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`, seen };
}

/** Writes the same bytes forever, as fast as the client takes them. */
export function writeForEver(socket: Socket, first: string, again: string): void {
  const write = (): void => void (socket.destroyed || socket.write(again, () => setImmediate(write)));
  socket.write(first, write);
}

/** Writes a byte every 20 ms, forever. */
export function trickle(socket: Socket, first: string): void {
  socket.write(first);
  const timer = setInterval(() => socket.write('a'), 20);
  socket.on('close', () => clearInterval(timer));
}
