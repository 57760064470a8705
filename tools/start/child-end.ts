import type { ChildProcess } from 'node:child_process';

/** Resolves with the exit code or signal, in words, when a child has ended or could not be started. */
export function childEnd(child: ChildProcess): Promise<string> {
  const known = (): string | undefined =>
    child.exitCode !== null ? `exit code ${child.exitCode}` : (child.signalCode ?? undefined);
  const ended = known();
  if (ended) return Promise.resolve(ended);
  return new Promise((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('exit', (code, signal) => resolve(code === null ? String(signal) : `exit code ${code}`));
  });
}

/** Asks a child to end, and ends it by force when it does not. */
export async function terminate(child: ChildProcess, graceMilliseconds = 5000): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
  const end = childEnd(child);
  child.kill('SIGTERM');
  const force = setTimeout(() => child.kill('SIGKILL'), graceMilliseconds);
  await end;
  clearTimeout(force);
}
