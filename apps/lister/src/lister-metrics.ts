import { BotMetrics } from '@tenor/bot';

/** What the lister counts beside what every bot does. */
export class ListerMetrics extends BotMetrics {
  readonly sent = this.counter('sent_total', 'Series sent to L1, by kind.', 'kind');
  readonly skipped = this.counter('skipped_total', 'Series that were not sent, by reason.', 'reason');
  readonly live = this.gauge('live_series', 'Dated series with a market row.');
  readonly pending = this.gauge('pending_series', 'Series sent that the exchange has not listed yet.');
  readonly freeRows = this.gauge('free_rows', 'Market rows that nothing has and nothing is on its way to.');

  constructor() {
    super('lister');
  }
}
