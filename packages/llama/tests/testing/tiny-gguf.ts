/** Width of tensors and embeddings. */
const E = 32;

/**
 * Makes a GGUF file of 74 kB: a llama with one block and random weights. Tokens: byte-level BPE with some merges, or SentencePiece bytes.
 * @param change sets weights of a tensor, row by row
 */
export function tinyGguf(
  contextLength = 64,
  vocabulary: 'gpt2' | 'llama' = 'gpt2',
  change: (tensor: string, weights: Float32Array, tokens: readonly string[]) => void = () => undefined,
): Buffer {
  const isByteLevel = vocabulary === 'gpt2';
  const bytes = Array.from({ length: 256 }, (_, byte) =>
    isByteLevel ? byteCharacter(byte) : `<0x${byte.toString(16).toUpperCase().padStart(2, '0')}>`,
  );
  const merges = ['d e', 'de f', 'Ġ Ġ', 'ĠĠ ĠĠ', 'r e', 'ĠĠĠĠ re', 't u', 'Ġ x', ') :'];
  const merged = merges.map((merge) => merge.replace(' ', ''));
  const pieces = ['▁', 'de', 'def', '▁▁', '▁def', 're', '▁▁re', '▁x', '):', 'é'];
  const tokens = ['<|endoftext|>', ...bytes, ...(isByteLevel ? merged : pieces)];
  const typeOf = (id: number): number => (id === 0 ? 3 : !isByteLevel && id <= 256 ? 6 : 1);
  const F = 48;
  const tensors: [string, number[]][] = [
    ['token_embd.weight', [E, tokens.length]],
    ['output_norm.weight', [E]],
    ...['attn_norm', 'ffn_norm'].map((name): [string, number[]] => [`blk.0.${name}.weight`, [E]]),
    ...['attn_q', 'attn_k', 'attn_v', 'attn_output'].map((name): [string, number[]] => [
      `blk.0.${name}.weight`,
      [E, E],
    ]),
    ['blk.0.ffn_gate.weight', [E, F]],
    ['blk.0.ffn_up.weight', [E, F]],
    ['blk.0.ffn_down.weight', [F, E]],
  ];
  const keys = [
    entry('general.architecture', text('llama')),
    entry('llama.context_length', u32(contextLength)),
    entry('llama.embedding_length', u32(E)),
    entry('llama.block_count', u32(1)),
    entry('llama.feed_forward_length', u32(F)),
    entry('llama.attention.head_count', u32(2)),
    entry('llama.attention.head_count_kv', u32(2)),
    entry('llama.attention.layer_norm_rms_epsilon', f32(1e-5)),
    entry('tokenizer.ggml.model', text(vocabulary)),
    entry('tokenizer.ggml.tokens', list(8, tokens.map(string))),
    entry(
      'tokenizer.ggml.token_type',
      list(
        5,
        tokens.map((_, id) => int(typeOf(id))),
      ),
    ),
    ...(isByteLevel
      ? [
          entry('tokenizer.ggml.pre', text('gpt-2')),
          entry('tokenizer.ggml.merges', list(8, merges.map(string))),
        ]
      : [
          entry(
            'tokenizer.ggml.scores',
            list(
              6,
              tokens.map((_, id) => float(-id)),
            ),
          ),
        ]),
    entry('tokenizer.ggml.bos_token_id', u32(0)),
    entry('tokenizer.ggml.eos_token_id', u32(0)),
  ];
  const sizeOf = (dims: number[]) => dims.reduce((product, size) => product * size, 1);
  const weights = randomWeights(tensors.reduce((sum, [, dims]) => sum + sizeOf(dims), 0));
  let offset = 0;
  const infos = tensors.map(([name, dims]) => {
    const info = [string(name), int(dims.length), ...dims.map(long), int(0), long(4 * offset)];
    change(name, weights.subarray(offset, offset + sizeOf(dims)), tokens);
    offset += sizeOf(dims);
    return Buffer.concat(info);
  });
  const head = Buffer.concat([
    Buffer.from('GGUF'),
    int(3),
    long(tensors.length),
    long(keys.length),
    ...keys,
    ...infos,
  ]);
  const padding = Buffer.alloc((32 - (head.length % 32)) % 32);
  return Buffer.concat([head, padding, Buffer.from(weights.buffer)]);
}

/**
 * Makes the same file with weights that count brackets: the block attends equally to all tokens and sums the brackets, a closer being the
 * negative of its opener. The likeliest token thus closes a bracket that is open, whatever its kind; if none is, it repeats the last token.
 */
export function bracketGguf(contextLength: number): Buffer {
  const pairs = ['()', '[]', '{}'];
  return tinyGguf(contextLength, 'gpt2', (tensor, weights, tokens) => {
    const [part] = /norm|attn_v|attn_output|attn_q|attn_k|ffn_down|token_embd/.exec(tensor) ?? [];
    if (part === 'token_embd') {
      tokens.forEach((token, id) => {
        const row = weights.subarray(id * E, (id + 1) * E);
        const kind = pairs.findIndex((pair) => token.length === 1 && pair.includes(token));
        if (kind >= 0) row.fill(0)[kind] = token === pairs[kind]![0] ? 3 : -3;
        else row.fill(0, 0, pairs.length);
      });
    } else if (part !== undefined) {
      const diagonal = { attn_v: 1, attn_output: -300 }[part];
      weights.fill(part === 'norm' ? 1 : 0);
      for (let kind = 0; diagonal !== undefined && kind < pairs.length; kind++)
        weights[kind * (E + 1)] = diagonal;
    }
  });
}

/** Returns random weights between −1 and 1, the same in every run. */
function randomWeights(count: number): Float32Array<ArrayBuffer> {
  let state = 1;
  return Float32Array.from({ length: count }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 31 - 1;
  });
}

/** Character with which GPT-2 writes a byte. */
function byteCharacter(byte: number): string {
  const isItself = (one: number): boolean => (one > 32 && one < 127) || (one > 160 && one !== 173);
  if (isItself(byte)) return String.fromCharCode(byte);
  return String.fromCharCode(
    256 + Array.from({ length: byte }, (_, one) => one).filter((one) => !isItself(one)).length,
  );
}

const int = (value: number): Buffer => {
  const buffer = Buffer.alloc(4);
  buffer.writeUInt32LE(value);
  return buffer;
};
const long = (value: number): Buffer => {
  const buffer = Buffer.alloc(8);
  buffer.writeBigUInt64LE(BigInt(value));
  return buffer;
};
const string = (value: string): Buffer => Buffer.concat([long(Buffer.byteLength(value)), Buffer.from(value)]);
const u32 = (value: number): Buffer => Buffer.concat([int(4), int(value)]);
const float = (value: number): Buffer => {
  const buffer = Buffer.alloc(4);
  buffer.writeFloatLE(value);
  return buffer;
};
const f32 = (value: number): Buffer => Buffer.concat([int(6), float(value)]);
const text = (value: string): Buffer => Buffer.concat([int(8), string(value)]);
const list = (type: number, values: Buffer[]): Buffer =>
  Buffer.concat([int(9), int(type), long(values.length), ...values]);
const entry = (key: string, value: Buffer): Buffer => Buffer.concat([string(key), value]);
