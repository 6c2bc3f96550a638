// Metrics 1 and 3, made up, and the marks of the sample.
import { bucketsOf, closedBeyond, doubling, fateCurve, units, wilson, writingReach } from './simulate.mjs';

export function simulateDelimiters({ uniform, normal }, openers, keep, cut) {
  const observations = Array.from({ length: openers }, () => {
    const distance = Math.max(1, Math.round(Math.exp(2.1 + 1.35 * normal())));
    const depth = 1 + Math.floor(-Math.log(1 - uniform()) * 0.8);
    const attractors = Math.min(6, Math.floor(-Math.log(1 - uniform()) * (distance > 40 ? 1.4 : 0.3)));
    const type = uniform() < 0.74 ? '()' : uniform() < 0.7 ? '[]' : '{}';
    if (cut && uniform() < 0.012) return { distance: Math.round(distance * 1.5) + 1, depth, attractors, type, outcome: 'censored' };
    const held = uniform() < keep(distance) * (1 - 0.004 * depth) ** (keep(1e4) < 0.99 ? 1 : 0);
    const fate = uniform();
    const broken = fate < 0.3 ? 'wrongType' : fate < 0.75 ? 'closedByForce' : 'unclosed';
    return { distance, depth, attractors, type, outcome: held ? 'held' : broken };
  });
  const count = (outcome) => observations.filter((o) => o.outcome === outcome).length;
  const settled = observations.filter((o) => o.outcome !== 'censored');
  const share = (list) => wilson(list.filter((o) => o.outcome === 'held').length, list.length);
  return {
    openers,
    fates: {
      matched: count('held'),
      wrongType: count('wrongType'),
      closedByForce: count('closedByForce'),
      unclosed: count('unclosed'),
      censored: count('censored'),
    },
    strayClosers: Math.round(count('closedByForce') * 0.7),
    overall: share(settled),
    byType: ['()', '[]', '{}'].map((type) => ({ type, proportion: share(settled.filter((o) => o.type === type)) })),
    byDistance: closedBeyond(observations, doubling(8192)),
    byDepth: bucketsOf(observations, units(1, 6), 'depth'),
    byAttractors: bucketsOf(observations, units(0, 7), 'attractors'),
    fateByDistance: fateCurve(observations),
    reach: writingReach(observations),
  };
}

export function simulateIndentation({ uniform, normal }, checks, keep) {
  const observations = Array.from({ length: checks }, () => {
    const distance = Math.max(1, Math.round(Math.exp(4.1 + 1.2 * normal())));
    const depth = 1 + Math.floor(-Math.log(1 - uniform()) * 1.6);
    const kind = uniform() < 0.25 ? 'indents' : uniform() < 0.4 ? 'dedents' : 'unit';
    const outcome = uniform() < keep(depth, distance) ? 'held' : 'broken';
    return { distance, lines: Math.max(1, Math.round(distance / 34)), depth, kind, outcome };
  });
  const share = (list) => wilson(list.filter((o) => o.outcome === 'held').length, list.length);
  return {
    overall: share(observations),
    indents: share(observations.filter((o) => o.kind === 'indents')),
    dedents: share(observations.filter((o) => o.kind === 'dedents')),
    unit: share(observations.filter((o) => o.kind === 'unit')),
    byDistance: bucketsOf(observations, doubling(8192), 'distance'),
    byLines: bucketsOf(observations, doubling(256), 'lines'),
    byDepth: bucketsOf(observations, units(1, 9), 'depth'),
  };
}

/** A plain bracket matcher, enough to mark the sample below (its strings hold no brackets that matter). */
export function markBrackets(text) {
  const closers = { ')': '(', ']': '[', '}': '{' };
  const open = [];
  const marks = [];
  const mark = (start, kind, partner) => marks.push({ start, end: start + 1, kind, partner });
  for (let i = 0; i < text.length; i++) {
    const character = text[i];
    if ('([{'.includes(character)) open.push(i);
    const opener = closers[character];
    if (opener === undefined) continue;
    const at = open.findLastIndex((start) => text[start] === opener);
    if (at === open.length - 1 && at >= 0) {
      const start = open.pop();
      mark(start, 'matched', i);
      mark(i, 'matched', start);
    } else if (at >= 0 && open.length - at <= 2) {
      for (const start of open.splice(at + 1)) mark(start, 'closedByForce', i);
      const start = open.pop();
      mark(start, 'matched', i);
      mark(i, 'matched', start);
    } else if (open.length > 0) {
      const start = open.pop();
      mark(start, 'wrongType', i);
      mark(i, 'wrongType', start);
    } else mark(i, 'stray', null);
  }
  for (const start of open) mark(start, start < text.length - 200 ? 'unclosed' : 'censored', null);
  for (const match of text.matchAll(/^( {10}| {14})(?=\S)/gm)) {
    marks.push({ start: match.index, end: match.index + match[0].length, kind: 'indentation', partner: null });
  }
  return marks.sort((a, b) => a.start - b.start);
}
