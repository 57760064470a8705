import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';

interface Line {
  readonly level?: number;
  readonly msg: string;
  readonly health?: string;
}

const child = fileURLToPath(new URL('./bot-child.ts', import.meta.url));

/** Runs the bot, sends it a signal once it runs, and gives what it logged, its health page and its exit code. */
async function run(fault: string, signal: NodeJS.Signals = 'SIGTERM') {
  const process_ = spawn(process.execPath, ['--import', 'tsx', child, fault], { stdio: ['ignore', 'pipe', 'inherit'] });
  const lines: Line[] = [];
  let page: { status: number; mode: string } | null = null;
  let rest = '';
  const hear = async (line: Line): Promise<void> => {
    lines.push(line);
    if (line.msg !== 'running') return;
    const response = await fetch(`${line.health}/health`);
    page = { status: response.status, ...((await response.json()) as { mode: string }) };
    process_.kill(signal);
  };
  process_.stdout.setEncoding('utf8').on('data', (text: string) => {
    const parts = (rest + text).split('\n');
    rest = parts.pop()!;
    for (const part of parts) void hear(JSON.parse(part) as Line);
  });
  const code = await new Promise<number | null>((resolve) => process_.on('close', resolve));
  return { code, lines, page };
}

/** In the order of the alphabet: the log and the exchange write at their own pace. */
const messages = (lines: readonly Line[]): string[] => lines.map(({ msg }) => msg).sort();

describe('the process of a bot', () => {
  test('says that it runs, serves its health, and ends at a signal', async () => {
    const { code, lines, page } = await run('none', 'SIGINT');
    expect([code, page]).toEqual([0, { status: 200, mode: 'idle' }]);
    expect(lines[0]).toMatchObject({ msg: 'running', name: 'test-bot', account: 5 });
    expect(messages(lines)).toEqual(['closed', 'running', 'stopping']);
  });

  test('ends although it cannot take its orders back', async () => {
    const { code, lines } = await run('stop');
    expect(code).toBe(0);
    expect(messages(lines)).toEqual(['closed', 'could not take everything back', 'running', 'stopping']);
  });

  test('is not held up by an exchange that does not answer', async () => {
    const { code, lines } = await run('hang');
    expect([code, messages(lines)]).toEqual([0, ['running', 'stopping']]);
  });

  test('ends with 1 and says why when it cannot start', async () => {
    const { code, lines } = await run('open');
    expect(code).toBe(1);
    expect(lines).toMatchObject([{ level: 60, msg: 'the test bot could not start', err: { message: 'no exchange' } }]);
  });
});
