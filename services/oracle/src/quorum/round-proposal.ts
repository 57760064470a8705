import type { OracleRound } from '@tenor/protocol';

/** An oracle round before anybody has signed it: number, time (Unix seconds) and marks (µUSD per lot, one for each row). */
export type RoundProposal = Pick<OracleRound, 'round' | 'time' | 'marks'>;
