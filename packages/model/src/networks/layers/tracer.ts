import type { CellTracer, RecurrentCell } from './cell.ts';

/** The tracer of a cell. */
export function tracerOf(cell: RecurrentCell): CellTracer {
  return (
    cell.tracer ?? {
      gates: [],
      trace(inputs, parameters, state) {
        const result = cell.forward(inputs, parameters, state);
        return { ...result, gates: null, states: result.outputs.clone() };
      },
    }
  );
}
