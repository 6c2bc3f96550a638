import { fstatSync } from 'node:fs';
import { basename } from 'node:path';
import { isatty } from 'node:tty';

/**
 * Whether this process is to go on when its terminal is closed. `nohup` says so by ignoring SIGHUP, but Node takes that back before
 * any of our code runs; so it is told by what `nohup` leaves: its name as the command that the shell started, or output that
 * goes to files while no stream is a terminal.
 */
export function outlivesTerminal(environment: NodeJS.ProcessEnv = process.env): boolean {
  if (basename(environment._ ?? '') === 'nohup') return true;
  return ![0, 1, 2].some(isatty) && [1, 2].every(goesToFile);
}

/** A file, or a device such as `/dev/null`: no pipe, whose reader may have gone with the terminal. */
function goesToFile(descriptor: number): boolean {
  try {
    // As bigint: the other kind leaves numbers behind in which `realpathSync`, and with it every import, finds a pipe (Node 20).
    const status = fstatSync(descriptor, { bigint: true });
    return status.isFile() || status.isCharacterDevice();
  } catch {
    return false;
  }
}

/** SIGHUP is ignored where `nohup` wanted it ignored. */
export function keepIgnoringHangup(): void {
  if (outlivesTerminal()) process.on('SIGHUP', () => undefined);
}
