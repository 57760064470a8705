import { type ChildProcess, spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseExact, stringifyExact } from '@tenor/protocol';
import type { SignerConfig } from '../../src/signer/signer-config.ts';

const MAIN = new URL('../../src/signer/main.ts', import.meta.url).pathname;
export const TOKEN = '0123456789abcdef';

/** A signer as a process of its own. */
export interface SignerProcess {
  readonly child: ChildProcess;
  readonly url: string;
  /** Resolves when it has ended, with its code and what it wrote. */
  readonly ended: Promise<{ readonly code: number | null; readonly output: string }>;
  ask(body: unknown, token?: string): Promise<{ readonly status: number; readonly answer: Record<string, unknown> }>;
}

/** Starts one; `opened` rejects with what it wrote where it ends instead. */
export function startSignerProcess(folder: string, config: SignerConfig) {
  const path = join(folder, 'config.json');
  writeFileSync(path, JSON.stringify(config));
  const environment = { ...process.env, TENOR_CONFIG: path };
  const child = spawn(process.execPath, ['--import', 'tsx', MAIN], { env: environment });
  let output = '';
  const ended = new Promise<{ code: number | null; output: string }>((resolve) => {
    child.on('close', (code) => resolve({ code, output }));
  });
  const opened = new Promise<SignerProcess>((resolve, reject) => {
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (data: Buffer) => {
        output += String(data);
        const url = /"url":"([^"]+)"/.exec(output)?.[1];
        if (url) resolve({ child, url, ended, ask: (body, token) => ask(url, body, token) });
      });
    }
    void ended.then(({ code }) => reject(new Error(`exit ${code}: ${output}`)));
  });
  opened.catch(() => undefined);
  return { child, opened, ended };
}

/** Asks for a signature; a text goes as it is. */
export async function ask(url: string, body: unknown, token = TOKEN) {
  const response = await fetch(`${url}/sign`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: typeof body === 'string' ? body : stringifyExact(body),
  });
  const text = await response.text();
  return { status: response.status, answer: parseExact<Record<string, unknown>>(text) };
}
