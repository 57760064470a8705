import { type ChildProcess, spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { Hex } from 'viem';

/** A local chain of a test. */
export interface TestChain {
  readonly rpcUrl: string;
  /** Key of anvil's first funded account. */
  readonly key: Hex;
  readonly secondKey: Hex;
  stop(): Promise<void>;
}

const architecture = process.arch === 'x64' ? 'amd64' : process.arch;

function end(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    child.once('exit', () => resolve());
    child.kill();
  });
}

/** Starts anvil on a free port. */
export async function startAnvil(chainId = 31337): Promise<TestChain> {
  const require = createRequire(import.meta.url);
  const folder = dirname(require.resolve(`@foundry-rs/anvil-${process.platform}-${architecture}/package.json`));
  const child = spawn(join(folder, 'bin/anvil'), ['--port', '0', '--hardfork', 'osaka', '--chain-id', `${chainId}`]);
  const port = await new Promise<string>((resolve, reject) => {
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => {
      output += chunk.toString();
      const found = /Listening on 127\.0\.0\.1:(\d+)/.exec(output)?.[1];
      if (found) resolve(found);
    });
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`anvil ended with ${code}: ${output}`)));
  });
  return {
    rpcUrl: `http://127.0.0.1:${port}`,
    key: '0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80',
    secondKey: '0x59c6995e998f97a5a0044966f0945389dc9e86dae88c7a8412f4603b6b78690d',
    stop: () => end(child),
  };
}
