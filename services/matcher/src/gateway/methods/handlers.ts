import type { MethodName } from '../schema/methods.ts';
import { liquidation } from './liquidation.ts';
import { login } from './login.ts';
import { marginMode } from './margin-mode.ts';
import { marginPreview } from './margin-preview.ts';
import type { MethodHandlers } from './method-handlers.ts';
import { money } from './money.ts';
import { privateReads } from './private-reads.ts';
import { publicReads } from './public-reads.ts';
import { subscriptions } from './subscriptions.ts';
import { trading } from './trading.ts';

/** What runs each method; the type makes sure that none is missing. */
export const handlers: MethodHandlers<MethodName> = {
  ...publicReads,
  ...login,
  ...trading,
  ...liquidation,
  ...money,
  ...marginMode,
  ...marginPreview,
  ...privateReads,
  ...subscriptions,
};
