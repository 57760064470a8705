import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CIRCUIT_SIZES, TenorError } from '@tenor/protocol';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { failureOf } from '../child-failure.ts';
import { startOptions } from '../command-line.ts';
import { deploymentRecord, saveRecord } from '../deployment-record.ts';
import { lockDirectory } from '../directory-lock.ts';
import { indexSourcesIn } from '../index-sources.ts';
import { KeptProcess } from '../kept-process.ts';
import { nodeSuffices } from '../node-version.ts';
import { oracleSetOf } from '../oracle-set.ts';
import { recordingsIn } from '../recordings.ts';
import { LAYER, RunningParts } from '../running-parts.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tenor-start-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('a start', () => {
  it('knows which Node will do', () => {
    expect(['v18.20.0', 'v20.9.9', 'v20.10.0', 'v22.1.0'].map(nodeSuffices)).toEqual([false, false, true, true]);
  });

  it('reads its options and refuses what it does not know', () => {
    expect(startOptions(['--size', 'test', '--port', '0', '--no-bots'], folder)).toMatchObject({
      size: 'test',
      port: 0,
      bots: false,
      lister: true,
      web: true,
    });
    expect(startOptions(['--no-lister'], folder)).toMatchObject({ lister: false, size: 'dev' });
    expect(startOptions(['--keeper-share-ppm', '0'], folder)).toMatchObject({ keeperSharePpm: 0 });
    expect(startOptions([], folder)).not.toHaveProperty('keeperSharePpm');
    expect(startOptions(['--help'], folder)).toBeNull();
    for (const wrong of [
      ['--size', 'big'],
      ['--port', '70000'],
      ['--port', '1e3'],
      ['--keeper-share-ppm', '1000001'],
      ['--prt', '1'],
      ['more'],
    ]) {
      expect(() => startOptions(wrong, folder)).toThrow(TenorError);
    }
  });

  it('takes a data directory for one process at a time', async () => {
    const unlock = await lockDirectory(folder);
    await expect(lockDirectory(folder)).rejects.toMatchObject({ name: 'DATA_IN_USE' });
    unlock();
    (await lockDirectory(folder))();
  });

  it('keeps one deployment in a data directory, readable by its owner alone', async () => {
    const path = join(folder, 'deployment.json');
    const record = await deploymentRecord(path, 'test', 1);
    expect(await deploymentRecord(path, 'test')).toEqual(record);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    await expect(deploymentRecord(path, 'dev')).rejects.toMatchObject({ name: 'INVALID_PARAMS' });
    expect(record.oracleKeys).toHaveLength(CIRCUIT_SIZES.test.N);
    await saveRecord(path, { ...record, oracleKeys: [] });
    await expect(deploymentRecord(path, 'test')).rejects.toMatchObject({ name: 'DATA_DAMAGED' });
    await saveRecord(path, { ...record, format: 1 as unknown as 2 });
    await expect(deploymentRecord(path, 'test')).rejects.toThrow(/earlier version/);
    await saveRecord(path, { ...record, receiptKey: '0x12' });
    await expect(deploymentRecord(path, 'test')).rejects.toMatchObject({ name: 'DATA_DAMAGED' });
    writeFileSync(path, '{');
    await expect(deploymentRecord(path, 'test')).rejects.toMatchObject({ name: 'DATA_DAMAGED' });
  });

  it('passes on the error that a process ended with', () => {
    const path = join(folder, 'x.log');
    const thrown = new TenorError('PORT_BUSY', { detail: 'port 1 (of 2)' });
    writeFileSync(path, `{"level":30}\n${thrown.name} (${thrown.code}): ${thrown.message}\n`);
    expect(failureOf(path)).toMatchObject({ name: 'PORT_BUSY', message: thrown.message });
    writeFileSync(path, `${JSON.stringify({ code: thrown.code, name: thrown.name, message: thrown.message })}\n`);
    expect(failureOf(path)).toMatchObject({ name: 'PORT_BUSY', message: thrown.message });
    writeFileSync(path, 'Segmentation fault\n');
    expect(failureOf(path)).toMatchObject({ name: 'PROCESS_FAILED' });
  });

  it('has an oracle set of as many keys as the circuit is made for, each its own', async () => {
    const set = oracleSetOf(await deploymentRecord(join(folder, 'deployment.json'), 'dev'));
    expect(set).toHaveLength(CIRCUIT_SIZES.dev.N);
    expect(new Set(set.map(({ x }) => x)).size).toBe(set.length);
    expect(oracleSetOf(await deploymentRecord(join(folder, 'deployment.json'), 'dev'))).toEqual(set);
  });

  it('passes on what a process says of its progress', async () => {
    const entry = join(folder, 'speaks.ts');
    writeFileSync(entry, "process.send?.({ progress: 'listing 2 futures' }); setInterval(() => {}, 1000);");
    const said = await new Promise<string>((resolve, reject) => {
      const kept: KeptProcess = new KeptProcess({
        name: 'speaks',
        entry,
        environment: {},
        logPath: join(folder, 'speaks.log'),
        niceness: 0,
        onEnd: (_, end) => reject(new Error(end)),
        onProgress: (text) => void kept.stop().then(() => resolve(text)),
      });
    });
    expect(said).toBe('listing 2 futures');
  });

  it('reads index sources, and says what is wrong with them', () => {
    const path = join(folder, 'sources.json');
    const feed = {
      kind: 'chainlink',
      name: 'feed',
      maxAgeMs: 1000,
      rpcUrl: 'http://127.0.0.1:1',
      feed: `0x${'1'.repeat(40)}`,
    };
    const good = { sources: { BTC: [feed] }, rules: { quorum: 1 } };
    writeFileSync(path, JSON.stringify(good));
    expect(startOptions(['--sources', path], folder)).toMatchObject({ sourcesPath: path });
    expect(indexSourcesIn(path)).toEqual(good);
    expect(indexSourcesIn(null)).toEqual({});
    const wrong = [
      { sources: { BTC: [{ ...feed, maxAgeMs: 0 }] } },
      { sources: { BTC: [] } },
      { seed: 1 },
      { feeds: {} },
    ];
    for (const text of ['{', ...wrong.map((value) => JSON.stringify(value))]) {
      writeFileSync(path, text);
      expect(() => indexSourcesIn(path)).toThrow(/INVALID_PARAMS|--sources/);
    }
  });

  it('finds recordings by underlying', () => {
    for (const name of ['BTCUSDT_1m_2025.csv.gz', 'ETHUSDT_1m_2025.csv', 'BTC_funding.csv'])
      writeFileSync(join(folder, name), '');
    expect(recordingsIn(folder)).toEqual({
      BTC: { path: join(folder, 'BTCUSDT_1m_2025.csv.gz') },
      ETH: { path: join(folder, 'ETHUSDT_1m_2025.csv') },
    });
    expect(recordingsIn(null)).toEqual({});
  });

  it('ends its parts layer by layer, having told all of them first', async () => {
    const seen: string[] = [];
    const parts = new RunningParts();
    for (const layer of Object.keys(LAYER) as (keyof typeof LAYER)[]) {
      parts.add(layer, {
        expectEnd: () => seen.push(`expect ${layer}`),
        stop: async () => {
          seen.push(`stop ${layer}`);
        },
      });
    }
    await Promise.all([parts.stop(), parts.stop()]);
    expect(seen.slice(0, 4).every((line) => line.startsWith('expect'))).toBe(true);
    expect(seen.slice(4)).toEqual(['stop followers', 'stop exchange', 'stop oracle', 'stop l1']);
  });
});
