import type { ChartId } from '../document/types.ts';
import { bitsByPosition } from './bits-by-position.ts';
import { bitsPerPredictor } from './bits-per-predictor.ts';
import type { Chart } from './chart.ts';
import { closure } from './closure.ts';
import { delimitersByAttractors } from './delimiters-by-attractors.ts';
import { delimitersByDepth } from './delimiters-by-depth.ts';
import { delimitersByDistance } from './delimiters-by-distance.ts';
import { indentationByDepth } from './indentation-by-depth.ts';
import { indentationByDistance } from './indentation-by-distance.ts';
import { training } from './training.ts';

/** Every chart there is. A new one is a file beside this and a line here. */
export const charts: Readonly<Record<ChartId, Chart>> = {
  'bits-by-position': bitsByPosition,
  'bits-per-predictor': bitsPerPredictor,
  closure,
  'delimiters-by-attractors': delimitersByAttractors,
  'delimiters-by-depth': delimitersByDepth,
  'delimiters-by-distance': delimitersByDistance,
  'indentation-by-depth': indentationByDepth,
  'indentation-by-distance': indentationByDistance,
  training,
};
