// Metrics 2, 4, 5 and 8 and the oracle, made up.
import { bucketsOf, closedBeyond, doubling, fateCurve, randomStream, wilson } from './simulate.mjs';

const seeds = { model: 71, real: 72, ngram: 73 };

/** How well each subject does, from 0 to 1, at a distance. */
const skills = {
  model: (d) => 0.992 / (1 + (d / 1400) ** 1.2),
  real: () => 0.9999,
  ngram: (d) => 0.95 / (1 + (d / 60) ** 1.1),
};

function simulate(random, n, middle, spread, keep, cut = 0) {
  return Array.from({ length: n }, () => {
    const distance = Math.max(1, Math.round(Math.exp(middle + spread * random.normal())));
    if (random.uniform() < cut) return { distance, outcome: 'censored' };
    return { distance, outcome: random.uniform() < keep(distance) ? 'held' : 'broken' };
  });
}

function share(observations) {
  const settled = observations.filter(({ outcome }) => outcome !== 'censored');
  return wilson(settled.filter(({ outcome }) => outcome === 'held').length, settled.length);
}

const ranges = doubling(8192);

function makeStrings(random, keep, { cut, accidental, inStrings, insideOut, documents }) {
  const single = simulate(random, 2_900, 2.4, 0.8, (d) => keep(d / 2));
  // In a sample nothing can break a triple-quoted string.
  const triple = simulate(random, 260, 4.4, 1.3, cut ? () => 1 : keep, cut ? 0.12 : 0);
  const fields = simulate(random, 140, 2.1, 0.7, keep);
  return {
    overall: share(cut ? single : [...single, ...triple]),
    singleLine: share(single),
    singleLineByDistance: bucketsOf(single, ranges, 'distance'),
    triple: {
      openers: triple.length + accidental,
      accidental,
      censored: triple.filter(({ outcome }) => outcome === 'censored').length,
      overall: cut ? null : share(triple),
      byDistance: cut ? [] : closedBeyond(triple, ranges),
      fateByDistance: fateCurve(triple),
    },
    inStrings,
    insideOut: wilson(insideOut, documents),
    fields: share(fields),
    fieldsByDistance: bucketsOf(fields, ranges, 'distance'),
  };
}

function makeControlFlow(random, keep) {
  const counts = { else: 410, elif: 160, except: 150, finally: 24, case: 9 };
  const kinds = Object.entries(counts).map(([clause, n]) => ({
    clause,
    observations: simulate(random, n, 4.9, 0.9, clause === 'except' ? (d) => keep(d) * 0.93 : keep),
  }));
  const clauses = kinds.flatMap(({ observations }) => observations);
  const handlers = simulate(random, 170, 4, 1, keep);
  const returns = simulate(random, 900, 5, 1, (d) => 1 - (1 - keep(d)) / 4);
  const loopJumps = simulate(random, 120, 5, 1, keep);
  return {
    overall: share([...clauses, ...handlers, ...returns, ...loopJumps]),
    clauses: kinds.map(({ clause, observations }) => ({ clause, proportion: share(observations) })),
    byDistance: bucketsOf(clauses, ranges, 'distance'),
    handlers: share(handlers),
    returns: share(returns),
    loopJumps: share(loopJumps),
  };
}

function makeNames(random, rate, mostUndefined) {
  const loads = 21_400;
  const unknowable = 310;
  const missing = Math.round(((loads - unknowable) * rate) / 100);
  const known = loads - unknowable - missing;
  const parts = { local: 0.52, enclosing: 0.02, global: 0.16, imported: 0.14 };
  const scopes = Object.fromEntries(Object.entries(parts).map(([scope, part]) => [scope, Math.round(known * part)]));
  const found = Object.values(scopes).reduce((sum, n) => sum + n, 0);
  const bound = simulate(random, found, rate > 20 ? 3.9 : 4.8, 1.7, () => 1);
  const used = Math.round(610 * (1 - rate / 60));
  return {
    loads,
    unknowable,
    inDamage: Math.round(loads * rate * 0.004),
    undefined: missing,
    undefinedPer100Loads: { value: rate, low: rate * 0.93, high: rate * 1.08 },
    scopes: { ...scopes, builtin: known - found },
    byDistance: doubling(32_768).map(([from, to]) => ({
      from,
      to,
      n: bound.filter(({ distance }) => distance >= from && distance < to).length,
    })),
    argumentsUsed: wilson(used, 610),
    mostUndefined,
  };
}

function makeMemorisation(text, half, longest) {
  const lengths = [1, 2, 4, 8, 12, 16, 20, 24, 32, 40, 48, 56, 64];
  return {
    trainingCharacters: 9_187_442,
    novelByLength: lengths.map((length) => {
      const share = 1 / (1 + (half / length) ** 3.4);
      return { length, proportion: wilson(Math.round(4_000 * share), 4_000) };
    }),
    longestCopy: { length: longest, document: 'Lib/argparse.py', start: 51_204, text: text.slice(40, 40 + longest) },
  };
}

function makeOracle(accept, reject, onlyTreeSitter, onlyPython) {
  return {
    python: 'CPython 3.13.2 (pyodide)',
    bothAccept: accept,
    bothReject: reject,
    onlyTreeSitterAccepts: onlyTreeSitter,
    onlyCPythonAccepts: onlyPython,
    agreement: wilson(accept + reject, accept + reject + onlyTreeSitter + onlyPython),
    disagreements: onlyTreeSitter === 0 ? [] : [{ document: 'sample-19', message: "'return' outside function (line 3)" }],
  };
}

export function makeTextMetrics(id, text) {
  const random = randomStream(seeds[id]);
  const keep = skills[id];
  const rates = { model: 7.42, real: 0.06, ngram: 31.8 };
  const missing = {
    model: [{ name: 'result', count: 91 }, { name: '_Parser', count: 64 }, { name: 'argparse', count: 38 }],
    real: [{ name: 'WindowsError', count: 9 }],
    ngram: [{ name: 'item', count: 310 }],
  };
  const copies = { model: [22, 183], real: [24, 811], ngram: [9, 71] };
  const oracle = { model: [2, 61, 1, 0], real: [28, 0, 0, 0], ngram: [0, 64, 0, 0] };
  const quotes = {
    model: { cut: true, accidental: 14, inStrings: 0.291, insideOut: 6, documents: 64 },
    real: { cut: false, accidental: 0, inStrings: 0.223, insideOut: 0, documents: 28 },
    ngram: { cut: true, accidental: 71, inStrings: 0.402, insideOut: 31, documents: 64 },
  };
  return {
    strings: makeStrings(random, keep, quotes[id]),
    controlFlow: makeControlFlow(random, keep),
    names: makeNames(random, rates[id], missing[id]),
    memorisation: makeMemorisation(text, ...copies[id]),
    oracle: makeOracle(...oracle[id]),
  };
}

/** Every part with nothing in it, and hostile names. */
export function emptyTextMetrics(hostile) {
  const empty = wilson(0, 0);
  return {
    strings: {
      overall: empty,
      singleLine: empty,
      singleLineByDistance: [],
      triple: { openers: 0, accidental: 0, censored: 0, overall: null, byDistance: [], fateByDistance: [] },
      inStrings: 0,
      insideOut: wilson(0, 1),
      fields: empty,
      fieldsByDistance: [],
    },
    controlFlow: {
      overall: empty,
      clauses: [{ clause: hostile, proportion: wilson(1, 1) }],
      byDistance: [],
      handlers: empty,
      returns: empty,
      loopJumps: empty,
    },
    names: {
      loads: 0,
      unknowable: 0,
      inDamage: 0,
      undefined: 0,
      undefinedPer100Loads: { value: 0, low: 0, high: 0 },
      scopes: { local: 0, enclosing: 0, global: 0, imported: 0, builtin: 0 },
      byDistance: [],
      argumentsUsed: empty,
      mostUndefined: [{ name: hostile, count: 1 }],
    },
    memorisation: {
      trainingCharacters: 0,
      novelByLength: [],
      longestCopy: { length: 3, document: hostile, start: 0, text: '```' },
    },
    oracle: {
      python: hostile,
      bothAccept: 0,
      bothReject: 0,
      onlyTreeSitterAccepts: 0,
      onlyCPythonAccepts: 0,
      agreement: empty,
      disagreements: [{ document: hostile, message: `${hostile} | x` }],
    },
  };
}
