import { type Static, Type } from 'typebox';
import {
  AccountId,
  Count,
  closedObject,
  DecimalString,
  finalityFields,
  InstrumentName,
  IntegerString,
  Milliseconds,
  nullable,
  SequenceNumber,
  Side,
} from './primitives.ts';

const MarginFiguresSchema = closedObject({
  equity: DecimalString,
  initial_margin: DecimalString,
  maintenance_margin: DecimalString,
});

const ScenarioPricesSchema = Type.Record(Type.String(), Type.Array(DecimalString), {
  description:
    'Where portfolio margin was judged: of every option of its underlying nine prices, USD per unit, in the order of the grid',
});

/** The receipt of one liquidation: everything that its rule was judged with. */
export const LiquidationSchema = closedObject({
  account: AccountId,
  instrument: InstrumentName,
  side: Type.Enum(['buy', 'sell'], { description: 'What was done for the account: sell where it was long' }),
  size: DecimalString,
  average_price: DecimalString,
  notional: DecimalString,
  mark_price: DecimalString,
  index_prices: Type.Record(Type.String(), DecimalString, {
    description: 'Of every underlying at the round, USD per unit',
  }),
  fee: DecimalString,
  insurance: DecimalString,
  levy: DecimalString,
  scenario_prices: ScenarioPricesSchema,
  before: MarginFiguresSchema,
  after: MarginFiguresSchema,
  keeper: nullable(AccountId),
  oracle_round: Count,
  time: Milliseconds,
  engine_seq: SequenceNumber,
  ...finalityFields,
});
export type LiquidationJson = Static<typeof LiquidationSchema>;

/** The receipt of one deleveraging: everything that its rule was judged with. */
export const DeleveragingSchema = closedObject({
  account: AccountId,
  instrument: InstrumentName,
  side: Type.Enum(['buy', 'sell'], {
    description: 'What was done for the account with the debt: sell where it was long',
  }),
  size: DecimalString,
  price: DecimalString,
  mark_price: DecimalString,
  index_prices: Type.Record(Type.String(), DecimalString, {
    description: 'Of every underlying at the round, USD per unit',
  }),
  insurance: DecimalString,
  levy: DecimalString,
  scenario_prices: ScenarioPricesSchema,
  ratio: IntegerString,
  counterparties: Type.Array(closedObject({ account: AccountId, size: DecimalString })),
  before: MarginFiguresSchema,
  after: MarginFiguresSchema,
  oracle_round: Count,
  time: Milliseconds,
  engine_seq: SequenceNumber,
  ...finalityFields,
});
export type DeleveragingJson = Static<typeof DeleveragingSchema>;

/** One position that a keeper can take over. */
const TakeablePositionSchema = closedObject({
  instrument: InstrumentName,
  side: Side,
  size: DecimalString,
  needed: DecimalString,
  keeper_price: DecimalString,
  mark_price: DecimalString,
});

/** An account below its maintenance margin, and what can be taken over from it. */
export const LiquidatableSchema = closedObject({
  account: AccountId,
  equity: DecimalString,
  initial_margin: DecimalString,
  maintenance_margin: DecimalString,
  positions: Type.Array(TakeablePositionSchema),
});
export type LiquidatableJson = Static<typeof LiquidatableSchema>;
