import type { OracleRound, PublicKey, RoundContent } from '@tenor/protocol';
import type { Signer, SignerAnswer } from './round-signer.ts';
import { SignatureCollector } from './signature-collector.ts';

/** A member that did not add to a quorum, and why, in words. */
export interface Abstention {
  readonly key: PublicKey;
  readonly reason: string;
  /** The number it signed last, where it says so. */
  readonly lastRound?: number;
}

/** What asking the signers gave: a round when a quorum signed, and who did not. */
export interface SigningOutcome {
  readonly round: OracleRound | null;
  readonly abstentions: readonly Abstention[];
}

const TIMEOUT_MILLISECONDS = 1_000;

function answerWithin(signer: Signer, proposal: RoundContent, milliseconds: number): Promise<SignerAnswer> {
  return new Promise((resolve, reject) => {
    const late = setTimeout(() => reject(new Error(`no answer within ${milliseconds} ms`)), milliseconds);
    signer
      .answer(proposal)
      .then(resolve, reject)
      .finally(() => clearTimeout(late));
  });
}

/**
 * Asks every signer at once and collects until a quorum of the members has signed, all have answered or the time is over.
 * A number that found no quorum is spent, because some have signed it: propose the next round with the next number.
 * @param members the signer set; a signer with another key counts nothing
 */
export async function signRound(
  proposal: RoundContent,
  signers: readonly Signer[],
  { members, domain, timeoutMs = TIMEOUT_MILLISECONDS }: SignRoundOptions,
): Promise<SigningOutcome> {
  const collector = new SignatureCollector(proposal, members, domain);
  const abstentions: Abstention[] = [];
  const ask = async (signer: Signer): Promise<void> => {
    try {
      const answer = await answerWithin(signer, proposal, timeoutMs);
      if ('refusal' in answer) {
        const { key, refusal, last } = answer;
        abstentions.push({
          key,
          reason: `${refusal.reason}: ${refusal.detail}`,
          ...(last ? { lastRound: last.round } : {}),
        });
        return;
      }
      const collected = collector.add(answer.key, answer.signature);
      if (collected !== 'taken') abstentions.push({ key: answer.key, reason: collected });
    } catch (error) {
      abstentions.push({ key: signer.key, reason: error instanceof Error ? error.message : String(error) });
    }
  };
  await new Promise<void>((resolve) => {
    const asked = signers.map((signer) => ask(signer).then(() => collector.round && resolve()));
    Promise.all(asked).then(() => resolve());
  });
  // A copy: who answers later does not change what was returned.
  return { round: collector.round, abstentions: [...abstentions] };
}

export interface SignRoundOptions {
  readonly members: readonly PublicKey[];
  readonly domain: bigint;
  /** Longest wait for one signer, milliseconds, 1 000 when left out. */
  readonly timeoutMs?: number;
}
