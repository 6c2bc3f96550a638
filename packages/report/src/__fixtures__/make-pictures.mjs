// Metric 16, made up: gates, time scales, and units that follow the sample text's own brackets, strings and indents.
const noisy = (random, value) => Math.max(-1, Math.min(1, value + 0.12 * random.normal()));

/** What a unit would show that follows each property, between -1 and 1. */
function activationsOf(random, text) {
  const all = { bracketDepth: [], inString: [], indent: [], column: [] };
  let depth = 0;
  let quote = '';
  let column = 0;
  let indent = 0;
  for (const [at, character] of [...text].entries()) {
    if (quote === '' && '([{'.includes(character)) depth++;
    if (quote === '' && ')]}'.includes(character)) depth = Math.max(0, depth - 1);
    if (quote === '' && `'"`.includes(character)) quote = character;
    else if (character === quote || character === '\n') quote = '';
    column = character === '\n' ? 0 : column + 1;
    if (character === '\n') indent = /^ */.exec(text.slice(at + 1))[0].length;
    all.bracketDepth.push(noisy(random, depth === 0 ? -0.7 : -0.2 + 0.45 * depth));
    all.inString.push(noisy(random, quote === '' ? -0.55 : 0.85));
    all.indent.push(noisy(random, -0.9 + indent / 8));
    all.column.push(noisy(random, -0.95 + column / 42));
  }
  return all;
}

const rounded = (values) => values.map((value) => Math.round(value * 100) / 100);

export function makePictures(random, text) {
  const scales = (middle, spread) =>
    Array.from({ length: 256 }, () => Math.exp(middle + spread * random.normal())).sort((a, b) => a - b);
  const gates = (...shares) =>
    ['input', 'forget', 'output'].map((gate, i) => ({ gate, closed: shares[2 * i], open: shares[2 * i + 1] }));
  const best = [
    { property: 'bracketDepth', layer: 2, unit: 117, auc: { value: 0.934, low: 0.918, high: 0.949 }, n: 20_000 },
    { property: 'inString', layer: 1, unit: 42, auc: { value: 0.987, low: 0.981, high: 0.992 }, n: 20_000 },
    { property: 'indent', layer: 2, unit: 8, auc: { value: 0.861, low: 0.83, high: 0.889 }, n: 20_000 },
    { property: 'column', layer: 1, unit: 201, auc: { value: 0.803, low: 0.776, high: 0.829 }, n: 20_000 },
  ];
  const activations = activationsOf(random, text);
  return {
    units: {
      characters: 20_000,
      layers: [
        { layer: 1, units: 256, timeScales: rounded(scales(1.1, 1.1)), gates: gates(0.31, 0.14, 0.12, 0.42, 0.22, 0.19) },
        { layer: 2, units: 256, timeScales: rounded(scales(2.3, 1.3)), gates: gates(0.38, 0.1, 0.08, 0.57, 0.26, 0.17) },
      ],
      best,
      pictures: best.map(({ property, layer, unit }) => ({
        property,
        layer,
        unit,
        document: 'made-up.py',
        text,
        activations: rounded(activations[property]),
      })),
    },
  };
}
