/**
 * Takes portfolio margin of an underlying, or standard margin, and prints what the account needs before and after.
 *
 *   TENOR_URL=http://127.0.0.1:3000 TENOR_ACCOUNT=1 TENOR_SECRET=0x… npx tsx docs/api/examples/margin-mode.ts portfolio:BTC
 */
import { AccountClient, ApiError, ExchangeClient, marginModes, TradingKey } from '@tenor/sdk';

const secret = Uint8Array.from(Buffer.from((process.env.TENOR_SECRET ?? '').slice(2), 'hex'));
const exchange = await ExchangeClient.connect(process.env.TENOR_URL ?? 'http://127.0.0.1:3000');
const account = await AccountClient.open(exchange, {
  account: Number(process.env.TENOR_ACCOUNT),
  key: new TradingKey(secret),
});

const modes = marginModes(exchange.instruments);
const wanted = modes.find((mode) => mode === process.argv[2]);
if (!wanted) throw new Error(`one of ${modes.join(', ')} is needed`);
const before = await account.state();
console.log(`${before.margin_mode}: ${before.initial_margin} of initial margin`);
try {
  const { account: after, receipt } = await account.setMarginMode(wanted);
  console.log(`${after.margin_mode}: ${after.initial_margin} of initial margin, receipt ${receipt.engine_seq}`);
} catch (error) {
  if (!(error instanceof ApiError)) throw error;
  // MARGIN: the positions, or the open orders, need more in that mode than there is.
  console.log(`refused: ${error.name} (${error.code})`);
}
exchange.close();
