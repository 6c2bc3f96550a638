const { loadCorpus } = await import('../packages/corpus/dist/index.js');
const { createPythonParser, python } = await import('../packages/code/dist/index.js');
const { BracketMemory, habitByLength, remember, round } = await import('../packages/eval/dist/calibration/index.js');
const { measureRange, planProbes, scorePairs } = await import('../packages/eval/dist/probes/index.js');
const corpus = await loadCorpus({ sources: ['stdlib'] });
const documentsOf = (name) => { const split = corpus.split(name); return split.documents.map(({ path }, index) => ({ name: path, text: split.text(index) })); };
const train = documentsOf('train');
const natural = [...documentsOf('test'), ...train.filter((_, index) => index % 4 === 0)];
const parser = await createPythonParser();
const { minimalPairs } = await planProbes(natural, { parser, seed: 0, minimalPairs: { perBucket: 300 }, lengthControlled: { perBucket: 0, maxDistance: 64 }, context: { runs: 1, longestContext: 16 }, perturbation: { runs: 1, longestContext: 16 } });
const pairs = minimalPairs.filter(({ kind }) => kind === 'closer');
console.log(pairs.length, 'pairs');
const E = {
  decides: ({ isRight }) => Number(isRight),
  'E>.5': ({ evidence }) => Number(evidence > 0.5), 'E>1': ({ evidence }) => Number(evidence > 1), 'E>2': ({ evidence }) => Number(evidence > 2),
  moved: ({ moved }) => Math.max(0, moved),
};
const HABITS = { even: round(1 / 3), '0.9': round(0.9), '0.99': round(0.99), length: habitByLength };
const fades = (scale) => ({ distance }) => Math.exp(-distance / scale);
const show = ({ range, low, high, notMeasurable }) => notMeasurable ?? `${range.side === 'at' ? '' : range.side + ' '}${range.characters} (${low.characters}–${high.side === 'after' ? 'more' : high.characters})`;
const rows = [];
for (const mixing of ['probability', 'logits', 'either']) for (const scale of [20, 60]) rows.push([`${mixing} ${scale}`, (habit) => remember(fades(scale), { mixing, habit })]);
rows.push(['window 64', (habit) => remember(64, { habit })]);
rows.push(['nested', (habit) => remember(({ text }) => Number(!/[([{]/.test(text.slice(1))), { habit })]);
rows.push(['one line', (habit) => remember(({ text }) => Number(!text.includes('\n')), { habit })]);
rows.push(['plateau .52', (habit) => remember(({ distance }) => distance < 8 ? 1 : distance <= 128 ? 0.52 : 0, { habit, mixing: 'either' })]);
for (const [name, of] of rows) {
  const found = {};
  for (const [habit, h] of Object.entries(HABITS)) {
    const model = new BracketMemory({ name, language: python, closing: 0.05, closers: of(h) });
    const scored = await scorePairs(model, pairs);
    for (const [e, f] of Object.entries(E)) (found[e] ??= []).push([habit, measureRange(scored.map((one) => ({ document: one.document, distance: one.distance, share: f(one) })), { least: 0 })]);
  }
  console.log(`--- ${name}`);
  for (const [e, all] of Object.entries(found)) {
    const v = all.map(([, r]) => r.range?.characters ?? NaN);
    console.log(e.padEnd(8), all.map(([h, r]) => `${h}: ${show(r)}`).join('  '), ' spread', (Math.max(...v) / Math.min(...v)).toFixed(2));
  }
}
