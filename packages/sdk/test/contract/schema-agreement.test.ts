import { execFile } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import {
  FillSchema,
  OrderSchema,
  PositionSchema,
} from '../../../../services/matcher/src/gateway/schema/account-records.ts';
import { BatchSummarySchema } from '../../../../services/matcher/src/gateway/schema/batch-records.ts';
import { channels } from '../../../../services/matcher/src/gateway/schema/channels.ts';
import {
  DeleveragingSchema,
  LiquidationSchema,
} from '../../../../services/matcher/src/gateway/schema/liquidation-records.ts';
import { InstrumentNewsSchema, TradeSchema } from '../../../../services/matcher/src/gateway/schema/market-records.ts';

const project = join(dirname(fileURLToPath(import.meta.url)), 'tsconfig.json');
const compiler = join(dirname(createRequire(import.meta.url).resolve('typescript/package.json')), 'bin', 'tsc');

test('the types of the client agree with the schemas that are served', { timeout: 240_000 }, async () => {
  const outcome = await promisify(execFile)(process.execPath, [compiler, '-p', project]).then(
    () => '',
    (failure: { stdout: string }) => failure.stdout,
  );
  expect(outcome).toBe('');
});

test.each([
  ['trades', 'trades', TradeSchema],
  ['instruments', 'instruments', InstrumentNewsSchema],
  ['finality', 'batches', BatchSummarySchema],
  ['liquidations', 'liquidations', LiquidationSchema],
  ['deleveragings', 'deleveragings', DeleveragingSchema],
  ['orders', 'orders', OrderSchema],
  ['fills', 'fills', FillSchema],
  ['positions', 'positions', PositionSchema],
] as const)('the %s channel carries a list of %s', (channel, list, item) => {
  const properties: Record<string, unknown> = channels[channel].properties;
  expect(Object.keys(properties).sort()).toEqual(['engine_seq', 'prev_seq', 'seq', 'time', 'type', list].sort());
  expect(properties[list]).toMatchObject({ type: 'array', items: item });
});
