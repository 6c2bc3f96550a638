// Generates code that assembly/ would otherwise repeat: the inner loops of products, and loops over vectors.

/**
 * Expands the loops of a source over `LANES` numbers, whose bodies read and write single vectors: first over two adjacent vectors at a
 * time, since V8 may join them; then number by number over the rest. Loops over `PAIRS` have no rest. Every line of a body that handles
 * vectors is written once for each of the two, so what is read before a store in the body is read before both.
 */
export function writeLoops(text) {
  const loop =
    /^( *)for \(let (\w+)(?:: usize)? = (.+); \2 < (\w+); \2 \+= (LANES|PAIRS)\) \{\n([\s\S]*?)\n\1\}$/gm;
  return text.replace(loop, (_, indent, at, start, end, kind, body) => {
    const pairs = writeBody(
      body,
      ['', ', 16'].map((offset, i) => vectorAt(String(i), offset)),
    );
    if (kind === 'PAIRS')
      return `${indent}for (let ${at}: usize = ${start}; ${at} < ${end}; ${at} += 32) {\n${pairs}\n}`;
    const rest = writeBody(body, [oneNumber]);
    return `${indent}{
let ${at}: usize = ${start};
for (; ${at} + 32 <= ${end}; ${at} += 32) {\n${pairs}\n}
for (; ${at} < ${end}; ${at} += 4) {\n${rest}\n}
}`;
  });
}

const vectorAt = (suffix, offset) => ({
  suffix,
  read: (from) => `v128.load(${from}${offset})`,
  write: (to, x) => `v128.store(${to}, ${x}${offset})`,
});
const oneNumber = {
  suffix: '',
  read: (from) => `v128.load32_splat(${from})`,
  write: (to, x) => `v128.store32_lane(${to}, ${x}, 0)`,
};

function writeBody(body, forms) {
  const names = new Set();
  return body
    .split('\n')
    .flatMap((line) => {
      const mentions = [...line.matchAll(/\w+/g)].some(([word]) => names.has(word));
      const isVector = mentions || /\b(read|write)\(|: v128/.test(line);
      if (!isVector) return [line];
      const declared = /^ *(?:const|let) (\w+)/.exec(line)?.[1];
      if (declared !== undefined) names.add(declared);
      return forms.map(({ suffix, read, write }) =>
        line
          .replace(/\bwrite\((.+), (\w+)\);/, (_, to, x) => `${write(to, x)};`)
          .replace(/\bread\(([^()]+)\)/g, (_, from) => read(from))
          .replace(/\b[A-Za-z]\w*\b/g, (word) => (names.has(word) ? `${word}${suffix}` : word)),
      );
    })
    .join('\n');
}

const range = (count) => Array.from({ length: count }, (_, i) => i);
const join = (parts) => parts.join('\n');

/**
 * Writes the inner loop of a product: `rows` rows × the panels that `right` names, each `vectors` wide, with all sums in registers.
 *
 * @param steps number of steps along the depth per round
 */
function tile(name, rows, right, steps, vectors) {
  const [of, all] = [range(rows), range(right.length * vectors)];
  const starts = of.map((i) => `s${i}`);
  const step = join([
    ...all.map((k) => `b${k} = v128.load(${right[Math.floor(k / vectors)]}, ${16 * (k % vectors)});`),
    ...of.flatMap((i) => [
      `a = v128.load32_splat(left, ${4 * i});`,
      ...all.map((k) => `c${i}_${k} = madd(a, b${k}, c${i}_${k});`),
    ]),
    ...['left += GROUP_BYTES;', ...right.map((panel) => `${panel} += PANEL_BYTES;`)],
  ]);
  return join([
    `export function ${name}(${[...['left', ...right].map((one) => `${one}: usize`), 'depth: i32'].join(', ')}, `,
    `${[...starts, 'to', 'toStride'].map((one) => `${one}: usize`).join(', ')}): void {`,
    ...of.flatMap((i) => all.map((k) => `let c${i}_${k} = v128.load(s${i}, ${16 * k});`)),
    `const end = right + <usize>depth * PANEL_BYTES;`,
    `let a: v128, ${all.map((k) => `b${k}: v128`).join(', ')};`,
    step,
    'while (right < end) {',
    Array.from({ length: steps }, () => step).join('\nif (right >= end) break;\n'),
    '}',
    ...of.flatMap((i) => [
      ...all.map((k) => `v128.store(to, c${i}_${k}, ${16 * k});`),
      ...(i < rows - 1 ? ['to += toStride;'] : []),
    ]),
    '}',
  ]);
}

/** Writes one row × four panels, `apart` bytes apart (lines: `step`), from initial values at `s`, `gate` bytes apart, to the block at `to`. */
function rowByPanels(vectors) {
  const all = range(4 * vectors);
  const at = (name, k) => `${name}${Math.floor(k / vectors)}, ${16 * (k % vectors)}`;
  return join([
    'export function rowByPanels(left: usize, panel: usize, apart: usize, step: usize, depth: i32, s: usize, gate: usize, to: usize): void {',
    'const s0 = s, s1 = s0 + gate, s2 = s1 + gate, s3 = s2 + gate;',
    'let p0 = panel, p1 = p0 + apart, p2 = p1 + apart, p3 = p2 + apart;',
    ...all.map((k) => `let c${k} = v128.load(${at('s', k)});`),
    'const end = left + (<usize>depth << 2);',
    'while (left < end) {',
    'const a = v128.load32_splat(left);',
    ...all.map((k) => `c${k} = madd(a, v128.load(${at('p', k)}), c${k});`),
    'left += 4; p0 += step; p1 += step; p2 += step; p3 += step;',
    '}',
    ...all.map((k) => `v128.store(to, c${k}, ${16 * k});`),
    '}',
  ]);
}

/** Writes the functions of assembly/tile.ts for panels of `vectors` vectors. */
export function writeTiles(vectors) {
  const steps = vectors === 4 ? 4 : 1;
  return join([
    tile('tallTile', 6, ['right'], steps, vectors),
    tile('tile', 4, ['right'], steps, vectors),
    tile('flatTile', 2, ['right', 'other'], 2, vectors),
    rowByPanels(vectors),
  ]);
}
