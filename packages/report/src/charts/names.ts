import { scaleLinear } from 'd3-scale';
import { subjectsWith } from '../document/names/subjects.ts';
import type { Result } from '../document/types.ts';
import { knowableLoads, loadsIn, type Scope, scopeNames } from '../sections/name-scopes.ts';
import { drawnBounds, formatBucket, formatCount, formatEstimate, formatPercent } from '../text/format.ts';
import { type Chart, subjectLegend } from './chart.ts';
import { curves } from './curve-plot.ts';
import { dotRows } from './dot-rows.ts';
import type { PointSeries } from './points.ts';
import { bucketMiddle } from './scales.ts';

const twoDigits = (value: number) => value.toFixed(2);

/** One row per subject: undefined names per 100 loads. */
export const namesUndefined: Chart = {
  namesItsSeries: false,
  render: (result, layout, text) => {
    const rows = subjectsWith(result, 'names')
      .filter(({ subject }) => knowableLoads(subject.names) > 0)
      .map(({ name, subject }) => {
        const { value, low, high } = subject.names.undefinedPer100Loads;
        const title = `${name}: ${formatEstimate({ value, low, high }, twoDigits)} per 100 loads`;
        return {
          name,
          value: twoDigits(value),
          style: subject.id,
          dots: [{ style: subject.id, value, ...drawnBounds(value, { low, high }), hollow: false, title }],
        };
      });
    const most = Math.max(...rows.flatMap(({ dots }) => dots.map(({ high }) => high)));
    return dotRows(layout, text, rows, {
      label: 'Undefined names per 100 loads (lower is better)',
      scale: scaleLinear([0, Math.max(1, most)], [0, 1]).nice(5),
      format: String,
    });
  },
  legend: () => [],
};

/** One row per place that a load may resolve to, one dot per subject. */
export const namesByScope: Chart = {
  namesItsSeries: false,
  render: (result, layout, text) => {
    const subjects = subjectsWith(result, 'names').filter(({ subject }) => knowableLoads(subject.names) > 0);
    const rows = (Object.keys(scopeNames) as Scope[]).map((scope) => ({
      name: scopeNames[scope],
      dots: subjects.map(({ name, subject }) => {
        const value = loadsIn(subject.names, scope) / knowableLoads(subject.names);
        const title = `${name}, ${scopeNames[scope]}: ${formatPercent(value)} of loads`;
        return { style: subject.id, value, low: value, high: value, hollow: false, title };
      }),
    }));
    const most = Math.max(...rows.flatMap(({ dots }) => dots.map(({ value }) => value)));
    return dotRows(layout, text, rows, {
      label: 'Share of loads',
      scale: scaleLinear([0, most], [0, 1]).nice(5),
      format: (share) => `${Math.round(share * 100)} %`,
      spread: true,
    });
  },
  legend: subjectLegend(({ names }) => names !== undefined),
};

/** How far back names reach: the share of resolved loads in each bucket. */
export const namesByDistance: Chart = {
  namesItsSeries: true,
  render: (result, layout, text) =>
    curves(layout, text, distanceSeries(result), {
      vertical: 'Share of loads',
      horizontal: 'Distance to the nearest binding, characters',
      scale: 'value',
      format: (share) => `${Math.round(share * 100)} %`,
    }),
  legend: (result) => distanceSeries(result).map(({ style, name }) => ({ style, name })),
};

function distanceSeries(result: Result): PointSeries[] {
  return subjectsWith(result, 'names').flatMap(({ name, subject }) => {
    const buckets = subject.names.byDistance;
    const total = buckets.reduce((sum, { n }) => sum + n, 0);
    if (total === 0) return [];
    const points = buckets.map((bucket) => {
      const value = bucket.n / total;
      const title = `${name}, ${formatBucket(bucket)} characters: ${formatPercent(value)} (${formatCount(bucket.n)})`;
      return { at: bucketMiddle(bucket), value, low: value, high: value, thin: false, title };
    });
    return [{ style: subject.id, name, points }];
  });
}
