import { defineConfig } from 'tsup';
import library from '../../tsup.shared.ts';

// The second entry runs as a separate program.
export default defineConfig({ ...library, entry: ['src/index.ts', 'src/llama-child.js'] });
