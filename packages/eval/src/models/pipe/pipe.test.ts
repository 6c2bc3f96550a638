import { PassThrough } from 'node:stream';
import { expect, it, onTestFinished, vi } from 'vitest';
import { encodeFrame, type Frame, FrameReader } from './frames.ts';
import { Pipe } from './pipe.ts';
import { openPiped } from './piped-model.ts';

const hello = { protocol: 'longrange', version: 1, alphabet: ['a', 'b'] };
const even = Float32Array.of(Math.log(0.5), Math.log(0.5));

/** A program that answers as told; a string is printed in place of an answer. */
function program(answer: (frame: Frame) => string | readonly [object, ...ArrayBufferView[]]): Pipe {
  const [input, output] = [new PassThrough(), new PassThrough()];
  const reader = new FrameReader((frame) => {
    const given = answer(frame);
    const [header, ...body] = typeof given === 'string' ? [] : given;
    const bytes = typeof given === 'string' ? Buffer.from(given) : Buffer.concat(encodeFrame(header!, body));
    // Piece by piece, as a pipe may.
    for (let at = 0; at < bytes.length; at += 5) input.write(bytes.subarray(at, at + 5));
  });
  output.on('data', (piece: Uint8Array) => reader.push(piece));
  return new Pipe('`program`', { input, output });
}

async function advanceWith(answer: (frame: Frame) => string | readonly [object, ...ArrayBufferView[]]) {
  const pipe = program((frame) => (frame.header.ask === 'hello' ? [hello] : answer(frame)));
  const opened = await openPiped(pipe);
  if (opened.kind !== 'characters') throw new Error('not of characters');
  return opened.model.advance([1, 2], Int32Array.of(0, 1, 1, 0), Int32Array.of(1, 3));
}

it('asks in frames, and reads what comes back', async () => {
  const asked: Frame[] = [];
  const rows = await advanceWith((frame) => {
    asked.push(frame);
    return [{}, even, even];
  });
  expect([...rows]).toEqual([...even, ...even]);
  expect(asked[0]!.header).toEqual({ ask: 'advance', sequences: [1, 2], steps: 2, rows: 2 });
  expect([...new Int32Array(asked[0]!.body.buffer)]).toEqual([0, 1, 1, 0, 1, 3]);
});

it.each([
  [
    [{ error: 'ValueError: no' }],
    'PROGRAM_FAILED',
    /^Expected an answer of `program`, got ValueError: no\.$/,
  ],
  ['Loading weights …\n', 'PROGRAM_FRAME', /got "Loading.* in place of a frame\.$/],
  [
    [{}, even],
    'PROGRAM_ANSWER',
    /^Expected 2 × 2 log-probabilities, float32 from `program`, got 2 numbers\.$/,
  ],
] as const)('refuses %j', async (answer, code, message) => {
  await expect(advanceWith(() => answer as never)).rejects.toMatchObject({
    code,
    message: expect.stringMatching(message),
  });
});

it.each([
  [
    { version: 2, protocol: 'longrange' },
    /^Expected version 1 of the protocol from `program`, got version 2\.$/,
  ],
  [{}, /got none\.$/],
  [{ ...hello, alphabet: 'ab' }, /^Expected `alphabet`, or `tokens`/],
])('refuses the greeting %j', async (greeting, message) => {
  await expect(openPiped(program(() => [greeting]))).rejects.toMatchObject({
    code: 'PROGRAM_ANSWER',
    message: expect.stringMatching(message),
  });
});

it('rejects all questions when the program has ended', async () => {
  const [input, output] = [new PassThrough(), new PassThrough()];
  const pipe = new Pipe('`program`', { input, output });
  const asked = [pipe.ask('hello'), pipe.ask('open')];
  input.end();
  for (const one of asked) await expect(one).rejects.toMatchObject({ code: 'PROGRAM_CLOSED' });
  await expect(pipe.ask('close')).rejects.toThrow(/got the end of its output/);
});

// reliability: programs
it('tells of 30 s of silence once, and gives a program up after its patience', async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  onTestFinished(() => void vi.useRealTimers());
  const [input, output] = [new PassThrough(), new PassThrough()];
  const silences: string[] = [];
  const onSilence = (question: string) => silences.push(question);
  const pipe = new Pipe('`program`', { input, output }, { seconds: 90, onSilence });
  const first = pipe.ask('hello');
  vi.advanceTimersByTime(29_000);
  input.write(Buffer.concat(encodeFrame({})));
  await first;
  // Time without a question does not count.
  vi.advanceTimersByTime(100_000);
  const second = pipe.ask('advance').catch((error: unknown) => error);
  vi.advanceTimersByTime(29_000);
  expect(silences).toEqual([]);
  vi.advanceTimersByTime(60_000);
  expect(silences).toEqual(['advance']);
  vi.advanceTimersByTime(1000);
  expect(await second).toMatchObject({
    code: 'PROGRAM_SILENT',
    message: 'Expected an answer of `program`, got none to `advance` for 1.5 min.',
  });
  expect(vi.getTimerCount()).toBe(0);
  await expect(pipe.ask('close')).rejects.toMatchObject({ code: 'PROGRAM_SILENT' });
});

it('reads distributions of tokens from sequences that are cut back', async () => {
  const asked: unknown[] = [];
  const rowsAsked: number[][] = [];
  const pipe = program(({ header, body }) => {
    asked.push(header);
    if (header.ask === 'advance') rowsAsked.push(Array.from(new Int32Array(Uint8Array.from(body).buffer)));
    if (header.ask === 'hello')
      return [{ ...hello, alphabet: undefined, tokens: ['YQ==', null], first: 1, context: 64, sequences: 2 }];
    if (header.ask === 'tokenize') return [{}, Int32Array.from(body)];
    return [{}, Float32Array.from({ length: 2 * Number(header.rows ?? 1) }, () => Math.log(0.5))];
  });
  const opened = await openPiped(pipe);
  if (opened.kind !== 'tokens') throw new Error('not of tokens');
  expect(opened.tokenBytes).toEqual([Buffer.from('a'), null]);
  expect(await opened.tokenize('ab')).toEqual([97, 98]);
  expect(await opened.read([{ sequence: 0, tokens: [1, 0, 0], common: 2, count: 1 }])).toEqual([[even]]);
  expect(asked.at(-1)).toEqual({ ask: 'advance', sequences: [1], keep: [2], steps: 1, rows: 1 });
  const steps = [
    { sequence: 1, tokens: [1, 0, 0], common: 1, count: 2 },
    { sequence: 0, tokens: [1, 1], common: 1, count: 1 },
  ];
  expect(await opened.read(steps)).toEqual([[even, even], [even]]);
  expect(asked.at(-1)).toEqual({ ask: 'advance', sequences: [2, 1], keep: [1, 1], steps: 2, rows: 3 });
  expect(rowsAsked.at(-1)).toEqual([0, 0, 1, 1, 0, 1, 2]);
});
