/** A GGUF file of a llama with one block and random weights, and byte-level BPE with some merges, or SentencePiece with a token for each byte: 40 kB. */
export function tinyGguf(contextLength = 64, vocabulary: 'gpt2' | 'llama' = 'gpt2'): Buffer {
  const isByteLevel = vocabulary === 'gpt2';
  const bytes = Array.from({ length: 256 }, (_, byte) =>
    isByteLevel ? byteCharacter(byte) : `<0x${byte.toString(16).toUpperCase().padStart(2, '0')}>`,
  );
  const merges = ['d e', 'de f', 'Ġ Ġ', 'ĠĠ ĠĠ', 'r e', 'ĠĠĠĠ re', 't u', 'Ġ x', ') :'];
  const merged = merges.map((merge) => merge.replace(' ', ''));
  const pieces = ['▁', 'de', 'def', '▁▁', '▁def', 're', '▁▁re', '▁x', '):', 'é'];
  const tokens = ['<|endoftext|>', ...bytes, ...(isByteLevel ? merged : pieces)];
  const typeOf = (id: number): number => (id === 0 ? 3 : !isByteLevel && id <= 256 ? 6 : 1);
  const E = 32;
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
  let offset = 0;
  const infos = tensors.map(([name, dims]) => {
    const info = [string(name), int(dims.length), ...dims.map(long), int(0), long(offset)];
    offset += 4 * dims.reduce((product, size) => product * size, 1);
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
  return Buffer.concat([head, padding, weights(offset / 4)]);
}

/** Every value of one, and the same in each run. */
function weights(count: number): Buffer {
  let state = 1;
  const values = Float32Array.from({ length: count }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 31 - 1;
  });
  return Buffer.from(values.buffer);
}

/** As GPT-2 writes a byte. */
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
