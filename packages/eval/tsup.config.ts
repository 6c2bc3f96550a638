import { defineConfig } from 'tsup';
import { esbuildDoors } from '../../doors.shared.ts';

const rooms = [
  'calibration',
  'comparison',
  'controls',
  'evaluation',
  'metrics',
  'page',
  'probes',
  'result',
  'statistics',
];

export default defineConfig({
  entry: {
    index: 'src/index.ts',
    ...Object.fromEntries(rooms.map((room) => [`${room}/index`, `src/${room}/index.ts`])),
  },
  format: 'esm',
  target: 'node20',
  dts: true,
  sourcemap: true,
  clean: true,
  removeNodeProtocol: false,
  esbuildPlugins: [esbuildDoors],
});
