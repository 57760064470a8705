export { BotLoop, type LoopParts } from './bot-loop.ts';
export { BotMetrics } from './bot-metrics.ts';
export { connectExchange } from './connect-exchange.ts';
export { type HealthPage, serveHealth, type Watched } from './health-page.ts';
export { KillSwitch } from './kill-switch.ts';
export { type Bot, type OpenBot, runBot } from './run-bot.ts';
export { exchangeUrl, flags, integerSetting, privateKeySetting } from './settings.ts';
