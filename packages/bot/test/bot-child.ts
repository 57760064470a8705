import { BotMetrics } from '../src/bot-metrics.ts';
import { runBot } from '../src/run-bot.ts';

/** A bot that does nothing, for the tests of its process. The argument says what goes wrong. */
const [fault] = process.argv.slice(2);

await runBot('test bot', async () => {
  if (fault === 'open') throw new Error('no exchange');
  return {
    bot: {
      start: () => undefined,
      stop: () => {
        if (fault === 'hang') return new Promise<void>(() => undefined);
        return fault === 'stop' ? Promise.reject(new Error('no connection')) : Promise.resolve();
      },
      health: () => ({ mode: 'idle' }),
      isHealthy: () => true,
      metrics: new BotMetrics('test'),
    },
    exchange: { close: () => process.stdout.write('{"msg":"closed"}\n') },
    healthPort: 0,
    about: { account: 5 },
  };
});
