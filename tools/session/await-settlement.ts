import { setTimeout as sleep } from 'node:timers/promises';
import type { ExchangeClient, StatusJson } from '@tenor/sdk';

const POLL_MILLISECONDS = 500;
/** Without any progress for this long something is broken. */
const STUCK_MILLISECONDS = 300_000;
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

/** Waits until everything that was accepted is settled on L1. Throws when nothing moves for five minutes. */
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
    if (Date.now() - movedAt > STUCK_MILLISECONDS) throw new Error(`No progress for five minutes: ${stage}`);
    await sleep(POLL_MILLISECONDS);
  }
}
