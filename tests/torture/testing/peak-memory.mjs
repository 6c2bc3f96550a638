// Loaded before the program: leaves, at its end, the most memory that it had, in bytes.
import { writeFileSync } from 'node:fs';
import { isMainThread } from 'node:worker_threads';

if (isMainThread) {
  process.on('exit', () => {
    writeFileSync(process.env.LONGRANGE_PEAK, String(process.resourceUsage().maxRSS * 1024));
  });
}
