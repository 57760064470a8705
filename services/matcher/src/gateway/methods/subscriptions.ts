import { TenorError } from '@tenor/protocol';
import { type Caller, requireSession } from '../caller.ts';
import type { ChannelSource } from '../channel-hub.ts';
import { privateChannelKey } from '../channel-names.ts';
import type { GatewayContext } from '../gateway-context.ts';
import type { Subscriber } from '../subscriber.ts';
import type { MethodHandlers } from './method-handlers.ts';

const PER_CONNECTION_MAX = 500;
const PRIVATE = ['orders', 'fills', 'positions', 'account'] as const;
type PrivateName = (typeof PRIVATE)[number];

function requireSubscriber({ subscriber }: Caller): Subscriber {
  if (!subscriber) throw new TenorError('UNKNOWN_METHOD', { detail: 'subscriptions need a WebSocket: /ws' });
  return subscriber;
}

/** All sources are found before the first is joined: a call takes effect as a whole or not at all. */
function join({ hub }: GatewayContext, subscriber: Subscriber, sources: ReadonlyMap<string, ChannelSource>): void {
  const held = hub.subscriptionsOf(subscriber);
  const added = [...sources.keys()].filter((key) => !held.has(key)).length;
  if (held.size + added > PER_CONNECTION_MAX) throw new TenorError('TOO_MANY_SUBSCRIPTIONS', { param: 'channels' });
  for (const [key, source] of sources) hub.subscribe(key, source, subscriber);
}

/** The names a client knows its subscriptions by. */
const subscribed = ({ hub }: GatewayContext, subscriber: Subscriber) => ({
  subscribed: [...hub.subscriptionsOf(subscriber)].map((key) => key.replace(/@.*/, '')).sort(),
});

/** Joining and leaving channels. */
export const subscriptions: MethodHandlers<'public/subscribe' | 'public/unsubscribe' | 'private/subscribe'> = {
  'public/subscribe': (context, { channels }, caller) => {
    const subscriber = requireSubscriber(caller);
    const sources = new Map(channels.map((name) => [name, context.marketData.publicSource(name)]));
    join(context, subscriber, sources);
    return subscribed(context, subscriber);
  },
  'public/unsubscribe': (context, { channels }, caller) => {
    const subscriber = requireSubscriber(caller);
    for (const name of channels) {
      const isPrivate = PRIVATE.includes(name as PrivateName);
      if (!isPrivate) context.hub.unsubscribe(name, subscriber);
      else if (caller.session) {
        context.hub.unsubscribe(privateChannelKey(name as PrivateName, caller.session.account), subscriber);
      }
    }
    return subscribed(context, subscriber);
  },
  'private/subscribe': (context, { channels }, caller) => {
    const subscriber = requireSubscriber(caller);
    const { account } = requireSession(caller, 'read', context.now());
    const sources = channels.map((name) => {
      const channel = name as PrivateName;
      return [privateChannelKey(channel, account), context.accountFeed.source(channel, account)] as const;
    });
    join(context, subscriber, new Map(sources));
    return subscribed(context, subscriber);
  },
};
