import type { ChartId } from '../document/types.ts';
import { bitsByPosition } from './bits-by-position.ts';
import { bitsPerPredictor } from './bits-per-predictor.ts';
import type { Chart } from './chart.ts';
import { closerGain, closersByAttractors, closersByDistance } from './closers.ts';
import { completionByDistance } from './completion.ts';
import { effectiveContext, gradientReach, pastMemory, perturbation } from './context.ts';
import { controlFlowByCheck, controlFlowByDistance } from './control-flow.ts';
import { controlsByDistance } from './controls.ts';
import { delimitersByAttractors } from './delimiters-by-attractors.ts';
import { delimitersByDepth } from './delimiters-by-depth.ts';
import { delimitersByDistance } from './delimiters-by-distance.ts';
import { fates } from './fates.ts';
import { indentationByDepth } from './indentation-by-depth.ts';
import { indentationByDistance } from './indentation-by-distance.ts';
import { minimalPairsByKind, minimalPairsNatural, minimalPairsStretched } from './minimal-pairs.ts';
import { namesByDistance, namesByScope, namesUndefined } from './names.ts';
import { novelByLength } from './novel-by-length.ts';
import { oracleAgreement } from './oracle-agreement.ts';
import { reachChart } from './reach.ts';
import { closersControl, minimalPairsControl } from './stretched-control.ts';
import { stringsByDistance, stringsClosure } from './strings.ts';
import { temperatures } from './temperatures.ts';
import { training } from './training.ts';
import { bestUnits, gates, linearProbes, timeScales } from './units.ts';

/** Every chart there is. A new one is a file beside this and a line here. */
export const charts: Readonly<Record<ChartId, Chart>> = {
  'best-units': bestUnits,
  'bits-by-position': bitsByPosition,
  'bits-per-predictor': bitsPerPredictor,
  'closer-gain': closerGain,
  'closers-by-attractors': closersByAttractors,
  'closers-by-distance': closersByDistance,
  'closers-control': closersControl,
  closure: fates,
  'completion-by-distance': completionByDistance,
  'control-flow-by-distance': controlFlowByDistance,
  'control-flow-checks': controlFlowByCheck,
  'controls-by-distance': controlsByDistance,
  'delimiters-by-attractors': delimitersByAttractors,
  'delimiters-by-depth': delimitersByDepth,
  'delimiters-by-distance': delimitersByDistance,
  'effective-context': effectiveContext,
  gates,
  'gradient-reach': gradientReach,
  'indentation-by-depth': indentationByDepth,
  'indentation-by-distance': indentationByDistance,
  'linear-probes': linearProbes,
  'minimal-pairs-by-kind': minimalPairsByKind,
  'minimal-pairs-control': minimalPairsControl,
  'minimal-pairs-natural': minimalPairsNatural,
  'minimal-pairs-stretched': minimalPairsStretched,
  'names-by-distance': namesByDistance,
  'names-scopes': namesByScope,
  'names-undefined': namesUndefined,
  'novel-by-length': novelByLength,
  'oracle-agreement': oracleAgreement,
  'past-memory': pastMemory,
  perturbation,
  reach: reachChart,
  'strings-by-distance': stringsByDistance,
  'strings-closure': stringsClosure,
  temperatures,
  'time-scales': timeScales,
  training,
};
