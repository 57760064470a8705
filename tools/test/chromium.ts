import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

const PLACES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** The Chromium of this machine: `CHROMIUM` when it is set, else where the distributions put it. */
export function findChromium(): string | undefined {
  return [process.env.CHROMIUM, ...PLACES].find((path) => path !== undefined && path !== '' && existsSync(path));
}

/** Finds Chromium; on Debian, as root, installs it when it is missing. Undefined when there is none and none could be had. */
export function provideChromium(log: (line: string) => void): string | undefined {
  const found = findChromium();
  if (found !== undefined) return found;
  const root = process.getuid?.() === 0;
  if (!root || spawnSync('apt-get', ['--version']).error) return undefined;
  log('  installing chromium (apt-get), once');
  try {
    const options = { stdio: 'ignore', env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } } as const;
    execFileSync('apt-get', ['update', '-qq'], options);
    execFileSync('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'chromium'], options);
  } catch (error) {
    log(`  apt-get failed: ${error instanceof Error ? error.message : String(error)}`);
  }
  return findChromium();
}
