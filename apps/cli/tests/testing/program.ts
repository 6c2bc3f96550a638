import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { temporaryFolder } from './tiny.ts';

/** A program of the protocol, in a few lines: characters that it has read in a text are likelier. */
export const PROGRAM = `
const alphabet = ['\\n', ...Array.from({ length: 95 }, (_, i) => String.fromCharCode(32 + i))];
const counts = new Map();
const logs = (own) => {
  const total = own.reduce((sum, one) => sum + one);
  return own.map((one) => Math.log(one / total));
};
const fresh = () => alphabet.map(() => 1);
const answers = {
  hello: () => [{ protocol: 'longrange', version: 1, name: 'counts', alphabet }, logs(fresh())],
  open: ({ sequences }) => sequences.forEach((one) => counts.set(one, fresh())),
  fork: ({ from, to }) => to.forEach((one, i) => counts.set(one, [...counts.get(from[i])])),
  close: ({ sequences }) => sequences.forEach((one) => counts.delete(one)),
  advance({ sequences, steps, rows }, body) {
    const numbers = new Int32Array(body);
    const wanted = new Set(numbers.subarray(numbers.length - rows));
    const found = [];
    numbers.subarray(0, numbers.length - rows).forEach((id, place) => {
      const own = counts.get(sequences[Math.floor(place / steps)]);
      own[id]++;
      if (wanted.has(place)) found.push(...logs(own));
    });
    return [{}, found];
  },
};
let waiting = Buffer.alloc(0);
process.stdin.on('data', (piece) => {
  waiting = Buffer.concat([waiting, piece]);
  while (waiting.length >= 8) {
    const [head, tail] = [waiting.readUInt32LE(0), waiting.readUInt32LE(4)];
    if (waiting.length < 8 + head + tail) return;
    const header = JSON.parse(waiting.subarray(8, 8 + head));
    const body = Uint8Array.from(waiting.subarray(8 + head, 8 + head + tail)).buffer;
    waiting = waiting.subarray(8 + head + tail);
    const [reply = {}, numbers = []] = answers[header.ask](header, body) ?? [];
    const [json, floats] = [Buffer.from(JSON.stringify(reply)), Buffer.from(Float32Array.from(numbers).buffer)];
    const lengths = Buffer.alloc(8);
    lengths.writeUInt32LE(json.length, 0);
    lengths.writeUInt32LE(floats.length, 4);
    process.stdout.write(Buffer.concat([lengths, json, floats]));
  }
});
`;

/** Writes a program into a folder, and returns its name as a model. */
export async function command(name: string, script: string, cwd?: string): Promise<string> {
  const folder = cwd ?? (await temporaryFolder());
  await writeFile(join(folder, name), script);
  return `command:"${process.execPath}" "${join(folder, name)}"`;
}
