import {
  type CircuitSize,
  derivePublicKey,
  type OracleRound,
  oracleMessage,
  type PublicKey,
  type RoundContent,
  sign,
} from '@tenor/protocol';

/** µUSD in a dollar. */
export const USD = 1_000_000n;
export const DOMAIN = 123_456_789n;

/** The secret that `name` signs with. */
export function secretOf(name: string): Uint8Array {
  const bytes = new Uint8Array(32);
  new TextEncoder().encodeInto(name, bytes);
  return bytes;
}

export const oracleSecret = secretOf('oracle');

/** The secret of one place of the oracle set. */
const oracleSecretAt = (place: number): Uint8Array => (place === 0 ? oracleSecret : secretOf(`oracle ${place}`));

/** The oracle set of a size: N keys, the first of them `oracleSecret`'s. */
export const oracleKeys = ({ N }: Pick<CircuitSize, 'N'>): readonly PublicKey[] =>
  Array.from({ length: N }, (_, place) => derivePublicKey(oracleSecretAt(place)));

/** V places of the oracle set by ascending place: another quorum every round. */
export const quorumOf = ({ N, V }: Pick<CircuitSize, 'N' | 'V'>, round: number): number[] =>
  Array.from({ length: V }, (_, i) => (round + i) % N).sort((a, b) => a - b);

/** The content of a round, signed by the keys at these places of the oracle set. */
export function signedRound(content: RoundContent, signers: readonly number[]): OracleRound {
  const message = oracleMessage(DOMAIN, content);
  return {
    ...content,
    signatures: signers.map((signer) => ({ signer, signature: sign(oracleSecretAt(signer), message) })),
  };
}

/**
 * One signed oracle round with marks by row, µUSD per lot. Unless given, a row with a mark holds the instrument whose id is one more than its number, the
 * index of an underlying is the mark of its perpetual, in the row of its number, no row has scenario prices, and nothing is settled.
 */
export function oracleRound(
  size: CircuitSize,
  round: number,
  time: number,
  marks: readonly bigint[],
  more: Partial<RoundContent> = {},
): OracleRound {
  const content = {
    round,
    time,
    instruments: Array.from({ length: size.M }, (_, row) => (marks[row] ? row + 1 : 0)),
    marks: Array.from({ length: size.M }, (_, row) => marks[row] ?? 0n),
    index: Array.from({ length: size.U }, (_, u) => marks[u] || USD),
    scenarioPrices: Array.from({ length: size.M }, () => []),
    settlementHour: 0,
    settlement: new Array<bigint>(size.U).fill(0n),
    ...more,
  };
  return signedRound(content, quorumOf(size, round));
}
