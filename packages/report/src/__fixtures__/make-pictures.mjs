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
  const about = (value, half) => ({ value, low: value - half, high: value + half });
  const gain = (value) => ({ ...about(value, 0.04), pValue: value > 0.04 ? 0.016 : 1 });
  const beside = { bracketDepth: [0.72, 0.68], inString: [0.7, 0.64], indent: [0.66, 0.71], column: [0.81, 1] };
  const features = { bracketDepth: { character: '(', back: 1 }, inString: { character: ' ', back: 0 }, indent: { character: '\n', back: 7 }, column: null };
  const told = best.map((one) => {
    const [untrained, surface] = beside[one.property];
    return {
      ...one,
      untrained: { layer: 1, unit: 31, auc: about(untrained, 0.02) },
      surface: { feature: features[one.property], auc: surface === 1 ? about(1, 0) : about(surface, 0.02) },
      aboveUntrained: gain(one.auc.value - untrained),
      aboveSurface: gain(one.auc.value - surface),
    };
  });
  const linear = best.map(({ property, auc }) => {
    const [untrained, surface] = beside[property];
    const probe = (source, value, control) => ({ source, auc: about(value, Math.min(0.01, 1 - value)), control: about(control, 0.02), selectivity: about(value - control, 0.025) });
    const model = 1 - (1 - auc.value) / 3;
    const [before, shown] = [untrained + 0.1, Math.min(1, surface + 0.14)];
    return {
      property,
      training: 6_000,
      test: 6_000,
      probes: [probe('model', model, 0.66), probe('untrained', before, 0.68), probe('surface', shown, 0.77)],
      aboveUntrained: gain(model - before),
      aboveSurface: gain(model - shown),
    };
  });
  const ablation = [
    { property: 'bracketDepth', layer: 2, unit: 117, targets: 812, probability: about(0.81, 0.03), drop: about(0.093, 0.02), excess: { ...about(0.087, 0.02), pValue: 0.0004 } },
    { property: 'inString', layer: 1, unit: 42, targets: 403, probability: about(0.42, 0.05), drop: about(0.011, 0.012), excess: { ...about(0.006, 0.014), pValue: 0.41 } },
  ].map((one) => ({
    ...one,
    others: Array.from({ length: 19 }, (_, index) => ({ unit: 13 * index, drop: 0.006 * (((index * 7) % 19) / 9) })),
  }));
  const activations = activationsOf(random, text);
  return {
    units: {
      characters: 20_000,
      layers: [
        { layer: 1, units: 256, timeScales: rounded(scales(1.1, 1.1)), gates: gates(0.31, 0.14, 0.12, 0.42, 0.22, 0.19) },
        { layer: 2, units: 256, timeScales: rounded(scales(2.3, 1.3)), gates: gates(0.38, 0.1, 0.08, 0.57, 0.26, 0.17) },
      ],
      best: told,
      linear,
      ablation,
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
