import { describeParity } from './testing/describe-parity.ts';

describeParity({ variant: 'relaxed', threads: 2 });
