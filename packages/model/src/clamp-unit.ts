import { LongrangeError, parseOptions } from '@longrange/errors';
import { z } from 'zod';
import { CharacterModel } from './character-model.ts';
import { checkModel } from './check-model.ts';
import { inspectionOf } from './network-of.ts';

/** A unit that is to carry the same number all the time. */
export interface UnitClamp {
  /** From 0. */
  readonly layer: number;
  /** From 0. */
  readonly unit: number;
  /** What the layer's state holds of it (LSTM: its cell). */
  readonly value: number;
}

const unitClampSchema = z.strictObject({ layer: z.int(), unit: z.int(), value: z.number() });

/**
 * The network that computes what this one would with a unit's state held at a value, whatever is read. Its parameters are changed, not how it
 * reads: the unit's gates are fixed, so that it writes the same number at each step, and its weights in those who read it are scaled to the
 * value where the cell cannot hold it. So it is exact from the first character on, and as fast. The caller disposes of it.
 *
 * @throws LongrangeError CLAMP_UNIT for a unit that does not exist, NETWORK_NOT_INSPECTABLE
 */
export function clampUnit(model: CharacterModel, clamp: UnitClamp): CharacterModel {
  checkModel(model);
  const context = { code: 'CLAMP_UNIT', subject: 'options of clampUnit' };
  const { layer, unit, value } = parseOptions(unitClampSchema, clamp, context);
  const { config } = model;
  if (!isIndex(layer, config.layers) || !isIndex(unit, config.units)) {
    throw new LongrangeError({
      code: 'CLAMP_UNIT',
      message: `Expected a unit of ${config.layers} layers of ${config.units}, got unit ${unit} of layer ${layer}, both counted from 0.`,
    });
  }
  const values = new Map(
    Array.from(model.parameters, ([name, parameter]) => [name, Float32Array.from(parameter.dataSync())]),
  );
  inspectionOf(config).clamp((name) => values.get(name)!, config, { layer, unit, value });
  return CharacterModel.fromValues(config, values);
}

function isIndex(index: number, length: number): boolean {
  return Number.isInteger(index) && index >= 0 && index < length;
}
