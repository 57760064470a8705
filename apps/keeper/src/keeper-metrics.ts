import { BotMetrics } from '@tenor/bot';

/** What the keeper counts beside what every bot does. */
export class KeeperMetrics extends BotMetrics {
  readonly offers = this.counter(
    'offers_total',
    'Offers by their outcome: taken, or the name of the refusal.',
    'outcome',
  );
  readonly skipped = this.counter('skipped_total', 'Positions that were not offered for, by reason.', 'reason');
  readonly unwinds = this.counter('unwind_orders_total', 'Orders that unwind, by their type.', 'type');
  readonly takenUsd = this.counter('taken_usd_total', 'Notional taken over at the marks, USD.');
  readonly liquidatable = this.gauge('liquidatable_accounts', 'Accounts below maintenance margin.');
  readonly equityUsd = this.gauge('equity_usd', 'Own equity.');
  readonly freeCollateralUsd = this.gauge('free_collateral_usd', 'Own free collateral.');
  readonly positionUsd = this.gauge('position_usd', 'Own positions without regard to their sign.');

  constructor() {
    super('keeper');
  }
}
