const whole = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });

/** `9,593,448` */
export function formatCount(value: number): string {
  return whole.format(value);
}

/** `45 s`, `3 min 05 s`, `2 h 10 min` */
export function formatDuration(seconds: number): string {
  const total = Math.max(0, Math.round(seconds));
  if (total < 60) return `${total} s`;
  if (total < 3600) return `${Math.floor(total / 60)} min ${String(total % 60).padStart(2, '0')} s`;
  const minutes = Math.round(total / 60);
  return `${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, '0')} min`;
}

/** Bits per character, with the precision that longrange uses everywhere. */
export function formatBits(bits: number): string {
  return bits.toFixed(3);
}

/** Local time that sorts as text and fits into a file name: `20261125-001530`. */
export function formatTimestamp(date: Date): string {
  const two = (value: number): string => String(value).padStart(2, '0');
  const day = `${date.getFullYear()}${two(date.getMonth() + 1)}${two(date.getDate())}`;
  return `${day}-${two(date.getHours())}${two(date.getMinutes())}${two(date.getSeconds())}`;
}

/** Local time: `2026-11-25 00:15`. */
export function formatTime(date: Date): string {
  return formatTimestamp(date).replace(/^(....)(..)(..)-(..)(..)..$/, '$1-$2-$3 $4:$5');
}

/** `1 document`, `2 documents` */
export function plural(count: number, noun: string): string {
  return `${formatCount(count)} ${noun}${count === 1 ? '' : 's'}`;
}

/** Formats rows of cells as lines with aligned columns. */
export function tableLines(rows: readonly (readonly string[])[]): string[] {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  return rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column]!))
      .join('  ')
      .trimEnd(),
  );
}
