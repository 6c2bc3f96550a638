// What failed by distance, and surprisals of a text, made up.
import { randomStream } from './simulate.mjs';

const closers = { '(': ')', '[': ']', '{': '}' };

/** An opener of the text with a place about so far behind it, quoted as eval does, roughly. */
function failureAt({ uniform }, text, distance) {
  const openers = [...text.matchAll(/[([{]/g)].map(({ index }) => index).filter((index) => index + distance < text.length);
  const opener = openers[Math.floor(uniform() * openers.length)];
  const start = Math.max(0, opener - 40);
  const end = Math.min(text.length, opener + distance + 30);
  const place = { document: `sample-${Math.floor(uniform() * 64)}`, opener: opener - start, distance };
  if (distance <= 120) return { ...place, text: text.slice(start, end), at: opener + distance - start, omitted: null };
  const first = text.slice(start, opener + 61);
  return {
    ...place,
    text: first + text.slice(opener + distance - 60, end),
    at: first.length + 60,
    omitted: { at: first.length, characters: distance - 121 },
  };
}

function byDistance(random, text, example) {
  return [4, 16, 64, 256, 1024].map((from) => ({
    from,
    to: 2 * from,
    failures: from === 1024 ? 1 : Math.round(900 / from),
    examples: Array.from({ length: from === 1024 ? 1 : 3 }, () =>
      example(failureAt(random, text, from + Math.floor(random.uniform() * Math.min(from, 300)))),
    ),
  }));
}

export function makeBracketFailures(seed, text) {
  const random = randomStream(seed);
  const fates = ['wrongType', 'closedByForce', 'unclosed'];
  return byDistance(random, text, (failure) => ({ ...failure, fate: fates[Math.floor(random.uniform() * 3)] }));
}

export function makeCloserFailures(seed, text) {
  const random = randomStream(seed);
  return byDistance(random, text, (failure) => {
    const truth = closers[failure.text[failure.opener]];
    const held = Math.round(70 * random.uniform()) / 100;
    const probabilities = [truth, ...Object.values(closers).filter((closer) => closer !== truth)].map((closer, index) => ({
      closer,
      probability: index === 0 ? held : Math.round((1 - held) * (index === 1 ? 60 : 20)) / 100,
    }));
    return { ...failure, probabilities };
  });
}

/** The beginning of a word costs most. */
export function makeSurprisals(seed, text, predictors) {
  const { uniform } = randomStream(seed);
  return predictors.map((predictor, index) => ({
    predictor,
    bits: Array.from(text, (character, at) => {
      const isBeginning = /\w/.test(character) && !/\w/.test(text[at - 1] ?? ' ');
      const mean = (isBeginning ? 3.2 : /\s/.test(character) ? 0.3 : 0.8) * (1 + index / 4);
      return at === 0 ? null : Math.round(-100 * mean * Math.log(1 - uniform())) / 100;
    }),
  }));
}
