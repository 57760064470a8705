/**
 * Looks for an account below maintenance margin and offers to take its most urgent position over; prints the receipt.
 *
 *   TENOR_URL=http://127.0.0.1:3000 TENOR_ACCOUNT=1 TENOR_SECRET=0x… npx tsx docs/api/examples/take-over.ts
 */
import { AccountClient, ApiError, ExchangeClient, TradingKey } from '@tenor/sdk';

const secret = Uint8Array.from(Buffer.from((process.env.TENOR_SECRET ?? '').slice(2), 'hex'));
const exchange = await ExchangeClient.connect(process.env.TENOR_URL ?? 'http://127.0.0.1:3000');
const keeper = await AccountClient.open(exchange, {
  account: Number(process.env.TENOR_ACCOUNT),
  key: new TradingKey(secret),
});

const { total, accounts } = await exchange.liquidatable();
console.log(`${total} below maintenance margin`);
const found = accounts.find(({ account }) => account !== keeper.account);
const position = found?.positions[0];
if (found && position) {
  const { instrument, side, needed, keeper_price, mark_price } = position;
  console.log(`account ${found.account}: ${side} ${needed} ${instrument} at ${keeper_price}, mark ${mark_price}`);
  const scale = exchange.instrument(instrument);
  // The signed worst price lies on the tick, so that a buyer rounds up and a seller down.
  const limitTicks = scale.ticksBelow(keeper_price) + (side === 'buy' ? 1n : 0n);
  try {
    const offer = { account: found.account, instrument, side, lots: scale.lots(needed), limitTicks };
    const { order, liquidation } = await keeper.liquidate(offer);
    console.log(`took ${order.filled} at ${liquidation.average_price}; the fund got ${liquidation.fee}`);
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    // NOT_LIQUIDATABLE: somebody was faster. LIMIT_PRICE: the mark has moved meanwhile.
    console.log(`refused: ${error.name} (${error.code})`);
  }
}
exchange.close();
