import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileSettlements, SettlementPrices } from '@tenor/margin-engine';
import { CIRCUIT_SIZES, domainOf, TenorError } from '@tenor/protocol';
import type { Logger } from 'pino';
import { createIndexOracle } from '../config/create-index-oracle.ts';
import type { JudgedIndex } from '../quorum/own-indexes.ts';
import { fileRoundMemory } from '../quorum/round-memory.ts';
import { RoundSigner } from '../quorum/round-signer.ts';
import { AnswerCount } from './answer-count.ts';
import { L1Listings } from './l1-listings.ts';
import { OwnView } from './own-view.ts';

import type { SignRequest } from './sign-request.ts';
import { signerApp } from './signer-app.ts';
import type { SignerConfig } from './signer-config.ts';
import type { SignerStatus } from './signer-status.ts';

/** A signer at work. */
export interface RunningSigner {
  readonly url: string;
  stop(): Promise<void>;
}

async function judgedIndexes({ indexes }: SignerConfig): Promise<JudgedIndex[]> {
  const judged: JudgedIndex[] = [];
  for (const { underlying, lotDecimals, maxDeviationPpm, sources, rules } of indexes) {
    const oracle = await createIndexOracle({ underlying, sources, ...(rules ? { rules } : {}) }).catch((error) => {
      if (!(error instanceof RangeError)) throw error;
      throw new TenorError('INVALID_PARAMS', { param: 'indexes', detail: error.message });
    });
    judged.push({ name: underlying, oracle, lotsPerUnit: 10n ** BigInt(lotDecimals), maxDeviationPpm });
  }
  return judged;
}

/** What was signed and averaged before. A signer that cannot read it must not sign: throws DATA_DAMAGED. */
function remembered(folder: string, log: Logger) {
  mkdirSync(folder, { recursive: true });
  try {
    const memory = fileRoundMemory(join(folder, 'signed.json'));
    return { memory, settlements: new SettlementPrices(fileSettlements(join(folder, 'settlements.json')), log) };
  } catch (error) {
    throw new TenorError('DATA_DAMAGED', { detail: (error as Error).message });
  }
}

/** Signs for whoever asks with the token. What it signed is on the disk before the signature leaves, so a kill at any moment is safe. */
export async function runSigner(config: SignerConfig, log: Logger): Promise<RunningSigner> {
  const { memory, settlements } = remembered(config.dataDirectory, log);
  const indexes = await judgedIndexes(config);
  const view = new OwnView({
    indexes,
    settlements,
    onMissed: ({ hour, seconds, of, warning }) => {
      log.warn({ hour, seconds, of, code: warning?.code, error: warning?.name }, warning?.message);
    },
  });
  const listings = new L1Listings(config.l1);
  const signer = new RoundSigner({
    secret: Buffer.from(config.secret.slice(2), 'hex'),
    domain: domainOf(config.chainId, config.exchange),
    rows: CIRCUIT_SIZES[config.circuit].M,
    listed: () => view.listed,
    indexes: () => view.indexes(),
    settlement: (hour) => view.settlement(hour),
    secondsSeen: (hour) => view.secondsSeen(hour),
    memory,
    now: () => Math.floor(Date.now() / 1000),
  });
  const count = new AnswerCount(log);
  const sign = async ({ content, listed }: SignRequest) => {
    const refusal = await listings.check(listed);
    if (!refusal) view.look(listed);
    // Nothing is awaited between look and answer: what was looked at is what is judged.
    const answer = refusal ? { key: signer.key, refusal, last: memory.last } : await signer.answer(content);
    count.note(answer, content.round);
    return answer;
  };
  const status = (): SignerStatus => {
    const prices = view.indexes();
    return {
      key: signer.key,
      last: memory.last,
      ...count.figures,
      indexes: indexes.map(({ name, oracle }, place) => {
        const { reason, used } = oracle.report.index;
        return { name, price: prices[place]!.price, reason, used };
      }),
      settlements: view.windows(),
    };
  };
  const app = signerApp({ token: config.token, log, sign, status });
  view.start((error) => log.error({ err: error }, 'the own indexes could not be recorded'));
  try {
    const url = await app.listen({ port: config.port, host: config.host ?? '127.0.0.1' });
    return {
      url,
      stop: async () => {
        await app.close();
        await view.stop();
      },
    };
  } catch (error) {
    await view.stop();
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
    throw new TenorError('PORT_BUSY', { detail: `port ${config.port}` });
  }
}
