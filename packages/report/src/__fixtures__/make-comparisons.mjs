// Tests between sides, made up: two figures are told apart where they differ by more than three of their standard errors.
const errorOf = ({ low, high }) => (high - low) / 3.92;

function test(family, measure, range, first, second, a, b, paired) {
  const difference = a.value - b.value;
  // On the same documents most of what makes a figure uncertain cancels out.
  const half = 1.96 * Math.hypot(errorOf(a), errorOf(b)) * (paired ? 0.25 : 1);
  const decided = Math.abs(difference) > 1.5 * half;
  const order = !decided ? 'undecided' : difference > 0 ? 'above' : 'below';
  const pValue = decided ? 0.0002 : 0.4;
  return {
    measure,
    range,
    first,
    second,
    paired,
    difference,
    low: difference - half,
    high: difference + half,
    documents: paired ? 28 : 64,
    pValue,
    family,
    adjustedPValue: decided ? 0.01 : 1,
    order,
  };
}

const share = (proportion) =>
  proportion == null || proportion.n < 30 ? null : { ...proportion, value: proportion.estimate };

function compare(family, measure, first, second, a, b, paired) {
  const [own, other] = [share(a), share(b)];
  return own === null || other === null ? [] : [test(family, measure, null, first, second, own, other, paired)];
}

function byDistance(family, measure, first, second, a, b, paired) {
  return a.flatMap((bucket) => {
    const [own, other] = [share(bucket), share(b.find(({ from }) => from === bucket.from))];
    if (own === null || other === null) return [];
    const { from, to } = bucket;
    return [test(family, measure, { from, to }, first, second, own, other, paired)];
  });
}

function ofTexts(own, other) {
  const whole = (measure, pick) => compare('texts', measure, own.id, other.id, pick(own), pick(other), false);
  const far = (measure, pick) => byDistance('texts by distance', measure, own.id, other.id, pick(own), pick(other), false);
  const rate = (subject) => {
    const { value, low, high } = subject.names.undefinedPer100Loads;
    return { value: value / 100, low: low / 100, high: high / 100 };
  };
  return [
    ...whole('delimiters', ({ delimiters }) => delimiters.overall),
    ...far('delimiters', ({ delimiters }) => delimiters.byDistance),
    ...whole('indentation', ({ indentation }) => indentation.overall),
    ...whole('dedents', ({ indentation }) => indentation.dedents),
    ...(own.cut === other.cut ? whole(`strings/${own.cut ? 'cut' : 'whole'}`, ({ strings }) => strings?.overall) : []),
    ...whole('control flow', ({ controlFlow }) => controlFlow?.overall),
    ...(own.controlFlow ? far('clauses', ({ controlFlow }) => controlFlow.byDistance) : []),
    ...whole('definitions', ({ parse }) => parse.definitions),
    ...whole('novel/32', ({ memorisation }) => memorisation?.novelByLength.find(({ length }) => length === 32)?.proportion),
    ...(own.names ? [test('texts', 'undefined names', null, own.id, other.id, rate(own), rate(other), false)] : []),
  ];
}

function ofPredictors(own, other) {
  const names = [own.predictor, other.predictor];
  const forms = ['natural', 'stretched'];
  const probability = (predictor) => predictor.closers.natural.probability.map((bucket) => ({ ...bucket, estimate: bucket.value }));
  return [
    ...forms.flatMap((form) => {
      const [a, b] = [own.closers[form], other.closers[form]];
      return [
        ...compare('predictions', `closers/${form}`, ...names, a.overall, b.overall, true),
        ...byDistance('predictions by distance', `closers/${form}`, ...names, a.byDistance, b.byDistance, true),
      ];
    }),
    ...byDistance('predictions by distance', 'closer-probability/natural', ...names, probability(own), probability(other), true),
    ...own.minimalPairs.flatMap(({ kind, natural }) => {
      const theirs = other.minimalPairs.find((pairs) => pairs.kind === kind).natural.overall;
      const coin = { n: natural.overall.n, estimate: 0.5, low: 0.5, high: 0.5 };
      const measure = `pairs/${kind}/natural`;
      return [
        ...compare('predictions', measure, ...names, natural.overall, theirs, true),
        ...compare('predictions', measure, names[0], 'coin', natural.overall, coin, true),
      ];
    }),
    ...byDistance('predictions by distance', 'placement/closers', 'before', 'between', own.closers.stretched.control.fillerBefore, own.closers.stretched.byDistance, true),
    ...own.minimalPairs
      .filter(({ stretched }) => stretched !== null)
      .flatMap(({ kind, stretched }) =>
        byDistance('predictions by distance', `placement/pairs/${kind}`, 'before', 'between', stretched.control.fillerBefore, stretched.byDistance, true),
      ),
    test('predictions', 'past-memory', null, 'longest', 'shortest', own.pastMemory.byContext.at(-1), own.pastMemory.byContext[0], true),
  ];
}

export function makeComparisons({ model, subjects, bitsPerCharacter, probes }) {
  if (model === null) return [];
  const [own, ...others] = bitsPerCharacter;
  const bits = ({ bits: value, low, high }) => ({ value, low, high });
  const primary = subjects.find(({ id }) => id === 'model');
  return [
    ...others.map((other) => test('predictions', 'bits', null, own.predictor, other.predictor, bits(own.carried), bits(other.carried), true)),
    test('predictions', 'state', null, 'carried', 'reset', bits(own.carried), bits(own.reset), true),
    ...(probes ? ofPredictors(...probes.predictors) : []),
    ...subjects.filter((subject) => subject !== primary).flatMap((other) => ofTexts(primary, other)),
  ];
}
