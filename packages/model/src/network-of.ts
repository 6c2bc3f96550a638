import { checkArgument, LongrangeError } from '@longrange/errors';
import type { ModelConfig } from './config-schema.ts';
import type { Network, NetworkInspection, NetworkOptions } from './networks/network.ts';
import { networkNamed } from './networks/networks.ts';

/** The network that a configuration names. */
export function networkOf(config: Pick<ModelConfig, 'network'>): Network {
  const network = networkNamed(config?.network);
  checkArgument(network !== undefined, 'config', 'a model configuration', config);
  return network!;
}

/**
 * What shows the inside of a model's network.
 *
 * @throws LongrangeError NETWORK_NOT_INSPECTABLE for a network without it
 */
export function inspectionOf(config: Pick<ModelConfig, 'network'>): NetworkInspection<NetworkOptions> {
  const { inspect, title } = networkOf(config);
  if (inspect !== undefined) return inspect;
  throw new LongrangeError({
    code: 'NETWORK_NOT_INSPECTABLE',
    message: `Expected a network whose units can be looked at, got ${title}, which shows nothing of its inside.`,
    hint: 'bits, gradients and probes of what it predicts work with every network.',
    exitCode: 2,
  });
}
