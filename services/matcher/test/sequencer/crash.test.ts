import { type ChildProcess, spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';
import pino from 'pino';
import { expect, it } from 'vitest';
import { Store } from '../../src/journal/store.ts';
import { Exchange } from '../../src/sequencer/exchange.ts';
import { recover } from '../../src/sequencer/recovery.ts';
import { testDirectories } from '../journal/directory.ts';
import { digest, ledgers } from './venue.ts';

const KILLS = Number(process.env.TENOR_KILLS ?? 3);
const CHILD = fileURLToPath(new URL('./crash-child.ts', import.meta.url));
const TSX = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;
const directoryFor = testDirectories();

interface Life {
  /** Journal heads of acknowledged commands, by sequence. */
  readonly acknowledged: Map<number, bigint>;
  readonly lastEvent: number;
}

/** Lets the exchange trade in a process of its own and kills it, some time after it has started to. */
async function lifeOf(dataDir: string, killAfter: number): Promise<Life> {
  const child = spawn(process.execPath, ['--import', TSX, CHILD, dataDir], { stdio: ['ignore', 'pipe', 'inherit'] });
  const output = await outputUntilKilled(child, killAfter);
  const lines = output.split('\n').slice(0, -1);
  const acknowledged = new Map<number, bigint>();
  let lastEvent = 0;
  for (const line of lines) {
    const [kind, sequence, head] = line.split(' ');
    if (kind === 'ack') acknowledged.set(Number(sequence), BigInt(head!));
    if (kind === 'event') lastEvent = Number(sequence);
  }
  return { acknowledged, lastEvent };
}

function outputUntilKilled(child: ChildProcess, killAfter: number): Promise<string> {
  return new Promise((resolve, reject) => {
    let output = '';
    child.stdout!.setEncoding('utf8').on('data', (text: string) => {
      if (!output.includes('ready') && (output + text).includes('ready'))
        setTimeout(() => child.kill('SIGKILL'), killAfter);
      output += text;
    });
    child.once('error', reject);
    child.once('close', (code, signal) =>
      signal === 'SIGKILL' ? resolve(output) : reject(new Error(`the exchange ended with ${code}`)),
    );
  });
}

it(`loses nothing it has acknowledged when it is killed, ${KILLS} times over`, async () => {
  const dataDir = directoryFor();
  const known = new Map<number, bigint>();
  for (let kill = 0; kill < KILLS; kill++) {
    const { acknowledged, lastEvent } = await lifeOf(dataDir, 50 + Math.floor(Math.random() * 400));
    for (const [sequence, head] of acknowledged) known.set(sequence, head);
    const store = Store.open(dataDir, 'crash');
    const replayed = recover(store, ledgers);
    expect(replayed.tip.sequence).toBeGreaterThanOrEqual(lastEvent);
    for (const [sequence, head] of known) {
      expect(BigInt(`0x${Buffer.from(store.record(sequence)!.head).toString('hex')}`)).toBe(head);
    }
    await store.snapshots.clearAsync();
    const fromStart = recover(store, ledgers);
    expect(fromStart.snapshotSequence).toBe(0);
    expect(digest(fromStart.sequencer)).toBe(digest(replayed.sequencer));
    await store.close();
  }
  expect(known.size).toBeGreaterThan(KILLS);
  const exchange = await Exchange.open({ dataDir, identity: 'crash', ledgers, log: pino({ enabled: false }) });
  expect(exchange.queries.openOrders(1).length + exchange.queries.openOrders(2).length).toBeGreaterThan(0);
  await exchange.close();
});
