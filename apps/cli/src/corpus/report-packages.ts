import type { PackageEvent } from '@longrange/corpus';
import type { Reporter } from '../terminal/reporter.ts';

const MIB = 2 ** 20;

/** Reports the license of each package before its download, and shows the download. */
export function reportPackages(reporter: Reporter): (event: PackageEvent) => void {
  return (event) => {
    if (event.type === 'download') {
      const { source, receivedBytes, totalBytes } = event;
      const share = totalBytes ? receivedBytes / totalBytes : null;
      const detail = `${(receivedBytes / MIB).toFixed(1)} MiB`;
      if (receivedBytes === totalBytes) reporter.clear();
      else reporter.progress({ label: `downloading ${source}`, share, detail });
      return;
    }
    const { source, license, file, isCached } = event;
    const text = `${source}, license ${license ?? 'not known before the download'}: ${file}`;
    if (isCached) reporter.detail('package', `${text}, from the cache`);
    else reporter.fact('package', text);
  };
}
