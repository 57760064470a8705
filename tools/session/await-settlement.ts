import { setTimeout as sleep } from 'node:timers/promises';
import type { ExchangeClient, StatusJson } from '@tenor/sdk';

const POLL_MILLISECONDS = 500;
/** Without any progress for this long something is broken. */
const STUCK_MILLISECONDS = 300_000;
/** A prover that died is started again within seconds, or will not be. */
const OFFLINE_MILLISECONDS = 60_000;
/** Looks at a quiet exchange before it is believed to be quiet. */
const QUIET_LOOKS = 4;

const stageOf = ({ prover, batches }: StatusJson): string =>
  `${batches.sealed} sealed, ${batches.proved} proved, ${batches.settled} settled, ${batches.unproved_rows} rows to prove, prover ${prover.state}${prover.detail ? ` (${prover.detail})` : ''}`;

const isQuiet = ({ batches }: StatusJson): boolean =>
  batches.open_rows === 0 &&
  batches.open_visits === 0 &&
  batches.open_funding_steps === 0 &&
  batches.unproved_rows === 0 &&
  batches.settled === batches.sealed;

/** Waits until everything that was accepted is settled on L1. Throws when nothing moves for five minutes, or for one without a prover. */
export async function awaitSettlement(exchange: ExchangeClient, tell: (line: string) => void): Promise<StatusJson> {
  let last = '';
  let movedAt = Date.now();
  for (let quiet = 0; ; ) {
    const status = await exchange.status();
    const stage = stageOf(status);
    if (stage !== last) {
      tell(stage);
      last = stage;
      movedAt = Date.now();
    }
    quiet = isQuiet(status) ? quiet + 1 : 0;
    if (quiet >= QUIET_LOOKS) return status;
    const limit = status.prover.state === 'offline' ? OFFLINE_MILLISECONDS : STUCK_MILLISECONDS;
    if (Date.now() - movedAt > limit) throw new Error(`No progress for ${limit / 60_000} min: ${stage}`);
    await sleep(POLL_MILLISECONDS);
  }
}
