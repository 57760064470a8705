export { type MatcherConfig, readConfig } from './config.ts';
export type { ExchangePort } from './gateway/exchange-port.ts';
export { createGateway, type Gateway } from './gateway/gateway.ts';
export type { GatewayOptions } from './gateway/gateway-options.ts';
export type * from './gateway/internal-schema.ts';
export { type RunningMatcher, runMatcher } from './run-matcher.ts';
export { Exchange, type ExchangeOptions } from './sequencer/exchange.ts';
export { INSTRUMENTS } from './sequencer/instruments.ts';
