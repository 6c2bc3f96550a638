import { LongrangeError } from '@longrange/errors';
import { CharacterModel } from './character-model.ts';
import { checkModel } from './check-model.ts';
import { inspectionOf } from './networks/networks.ts';

/** Unit whose state is held at a constant value. */
export interface UnitClamp {
  /** Index of the layer, from 0. */
  readonly layer: number;
  /** Index of the unit, from 0. */
  readonly unit: number;
  /** Value of the unit in the layer's state (LSTM: of its cell). */
  readonly value: number;
}

/**
 * Returns a model that computes what this one would if a unit's state were held at a value, for any text. Only parameters change: the
 * unit's gates are fixed so that it writes the same number at each step, and its outgoing weights are scaled if the cell cannot hold the
 * value. The result is exact from the first character on, and equally fast. The caller disposes of it.
 *
 * @throws LongrangeError CLAMP_UNIT for a unit that does not exist, NETWORK_NOT_INSPECTABLE
 */
export function clampUnit(model: CharacterModel, { layer, unit, value }: UnitClamp): CharacterModel {
  checkModel(model);
  const { config } = model;
  if (!isIndex(layer, config.layers) || !isIndex(unit, config.units)) {
    throw new LongrangeError({
      code: 'CLAMP_UNIT',
      message: `Expected a unit of ${config.layers} layers of ${config.units} units, got unit ${unit} of layer ${layer}, both counted from 0.`,
    });
  }
  const values = new Map(
    Array.from(model.parameters, ([name, parameter]) => [name, Float32Array.from(parameter.dataSync())]),
  );
  inspectionOf(config).clamp((name) => values.get(name)!, config, { layer, unit, value });
  return CharacterModel.fromValues(config, values);
}

function isIndex(index: number, length: number): boolean {
  return index >= 0 && index < length;
}
