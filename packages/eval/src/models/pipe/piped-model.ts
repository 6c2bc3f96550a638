import { z } from 'zod';
import type { SequenceModel } from '../sequences/side-by-side.ts';
import { type Pipe, PROTOCOL } from './pipe.ts';

/** Model behind a pipe: one that predicts characters, or one that predicts tokens. */
export type PipedModel =
  | { readonly kind: 'characters'; readonly model: SequenceModel }
  | ({ readonly kind: 'tokens' } & ReturnType<typeof pipedTokens>);

const helloSchema = z.union([
  z.object({
    name: z.string().default('model'),
    alphabet: z.array(z.string()).min(2),
    batchSize: z.int().min(1).max(4096).optional(),
  }),
  z.object({
    name: z.string().default('model'),
    tokens: z.array(z.string().nullable()).min(2),
    first: z.int().min(0),
    prefix: z.string().default(''),
    context: z.int().min(16),
    sequences: z.int().min(1).max(256).default(4),
  }),
]);

/**
 * Asks a program for its model.
 * @throws LongrangeError `PROGRAM_VERSION`, `PROGRAM_ANSWER` and the errors of `Pipe`, which all later questions throw as well
 */
export async function openPiped(pipe: Pipe): Promise<PipedModel> {
  const { header, body } = await pipe.ask('hello', { protocol: 'longrange', version: PROTOCOL });
  if (header.protocol !== 'longrange' || header.version !== PROTOCOL)
    throw pipe.invalid(
      `version ${PROTOCOL} of the protocol`,
      header.version === undefined ? 'none' : `version ${JSON.stringify(header.version)}`,
      'install the same version of longrange on both sides.',
    );
  const { data: hello, error } = helloSchema.safeParse(header);
  if (hello === undefined)
    throw pipe.invalid(
      '`alphabet`, or `tokens`, `first` and `context`',
      z.prettifyError(error).replace(/\s+/g, ' '),
    );
  if ('tokens' in hello) return { kind: 'tokens', ...pipedTokens(pipe, hello) };
  const { name, alphabet, batchSize } = hello;
  const rowsOf = (bytes: Uint8Array<ArrayBuffer>, count: number) => readRows(pipe, bytes, count, alphabet);
  const model: SequenceModel = {
    name,
    alphabet,
    first: body.length === 0 ? null : rowsOf(body, 1),
    ...(batchSize !== undefined && { batchSize }),
    open: (sequences) => pipe.ask('open', { sequences }).then(ignore),
    fork: (from, to) => pipe.ask('fork', { from, to }).then(ignore),
    close: (sequences) => pipe.ask('close', { sequences }).then(ignore),
    async advance(sequences, ids, rows) {
      const steps = ids.length / sequences.length;
      const answer = await pipe.ask('advance', { sequences, steps, rows: rows.length }, [ids, rows]);
      return rowsOf(answer.body, rows.length);
    },
  };
  return { kind: 'characters', model };
}

/** Reading of a sequence, as in `@longrange/llama`. */
interface SequenceReading {
  readonly sequence: number;
  readonly tokens: readonly number[];
  readonly common: number;
  readonly count: number;
}

/** Returns a token model behind a pipe, as `askSequences` of `@longrange/llama` takes it. */
function pipedTokens(pipe: Pipe, hello: Extract<z.output<typeof helloSchema>, { readonly tokens: unknown }>) {
  const { name, tokens, first, prefix, context, sequences } = hello;
  const V = tokens.length;
  const numbers = Array.from({ length: sequences }, (_, index) => index + 1);
  const opened = pipe.ask('open', { sequences: numbers });
  opened.catch(ignore);
  return {
    name,
    first,
    prefix,
    contextSize: context,
    tokenBytes: tokens.map((token) => (token === null ? null : Buffer.from(token, 'base64'))),
    sequences,
    isBatched: true,
    async read(readings: readonly SequenceReading[]): Promise<Float32Array[][]> {
      await opened;
      const lengths = readings.map(({ tokens: all, common }) => all.length - common);
      const steps = Math.max(...lengths);
      // The last token of the shorter ones is repeated, and cut back by the next question.
      const ids = readings.flatMap(({ tokens: all, common }) =>
        Array.from({ length: steps }, (_, step) => all[Math.min(common + step, all.length - 1)]!),
      );
      const rows = readings.flatMap(({ count }, index) =>
        Array.from({ length: count }, (_, row) => index * steps + lengths[index]! - count + row),
      );
      const question = {
        sequences: readings.map(({ sequence }) => numbers[sequence]!),
        keep: readings.map(({ common }) => common),
        steps,
        rows: rows.length,
      };
      const { body } = await pipe.ask('advance', question, [Int32Array.from(ids), Int32Array.from(rows)]);
      const all = readRows(pipe, body, rows.length, tokens);
      let row = 0;
      return readings.map(({ count }) =>
        Array.from({ length: count }, () => all.subarray(row * V, ++row * V)),
      );
    },
    async tokenize(text: string): Promise<number[]> {
      const { body } = await pipe.ask('tokenize', {}, [new TextEncoder().encode(text)]);
      if (body.length % 4 === 0) return Array.from(new Int32Array(body.buffer));
      throw pipe.invalid('int32 ids of tokens', `${body.length} bytes`);
    },
  };
}

function ignore(): void {}

/** Reads rows of float32, [count × V]; whoever uses them checks that they are distributions. */
function readRows(
  pipe: Pipe,
  { buffer, length }: Uint8Array<ArrayBuffer>,
  count: number,
  { length: V }: readonly (string | null)[],
): Float32Array {
  if (length === 4 * count * V) return new Float32Array(buffer);
  throw pipe.invalid(`${count} × ${V} log-probabilities, float32`, `${length / 4} numbers`);
}
