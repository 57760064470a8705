import type { ExchangeClient } from '@tenor/sdk';
import type { Logger } from 'pino';
import type { Desk } from './desk.ts';
import type { KeeperConfig } from './keeper-config.ts';

/** What a keeper works with. */
export interface KeeperParts {
  readonly exchange: ExchangeClient;
  readonly desk: Desk;
  readonly config: KeeperConfig;
  readonly log: Logger;
}
