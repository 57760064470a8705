import { writeSync } from 'node:fs';
import pino from 'pino';
import { Exchange } from '../../src/sequencer/exchange.ts';
import { BTC_MARK, ledgers, opening, order, START } from './venue.ts';

/** Trades until it is killed; says on stdout what was acknowledged: `ack <sequence> <head>`, and which events were released. */
const dataDir = process.argv[2]!;
const exchange = await Exchange.open({
  dataDir,
  identity: 'crash',
  ledgers,
  log: pino({ enabled: false }),
  probe: false,
  snapshotEvery: 97,
});
exchange.subscribe((events) => {
  const last = events.at(-1);
  if (last) writeSync(1, `event ${last.engineSeq}\n`);
});
const { engineSeq, nextEntryIndex } = exchange.queries.summary();
if (engineSeq === 0) for (const command of opening(4)) await exchange.submit(command);
else if (nextEntryIndex < 8) for (const command of opening(4).slice(1 + nextEntryIndex)) await exchange.submit(command);

let count = engineSeq;
async function trade(): Promise<void> {
  const number = ++count;
  const account = 1 + (number % 4);
  const limitPrice = BTC_MARK + BigInt(number % 7) * 10n - 30n;
  const fields = {
    slot: number % 150,
    generation: BigInt(number + 1000),
    side: (number % 2) as 0 | 1,
    size: 3n,
    limitPrice,
  };
  const timeInForce = number % 3 === 0 ? 'ioc' : 'gtc';
  const command =
    number % 40 === 0 ? ({ type: 'seal', time: START } as const) : order(account, { ...fields, timeInForce });
  try {
    const { receipt } = await exchange.submit(command);
    writeSync(1, `ack ${receipt.engineSeq} ${receipt.journalHead}\n`);
  } catch {
    await exchange.submit({ type: 'cancelAll', time: START, account, instrument: null, label: null, signed: null });
  }
}

writeSync(1, 'ready\n');
for (;;) await Promise.all(Array.from({ length: 1 + (count % 9) }, trade));
