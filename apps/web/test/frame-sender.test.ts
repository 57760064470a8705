import { describe, expect, it } from 'vitest';
import type { FeedPatch } from '../src/data/feed-state.ts';
import { FrameSender } from '../src/data/worker/frame-sender.ts';

const turn = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 1));

describe('frame sender', () => {
  it('sends one frame with the newest of each section until the page has painted', async () => {
    const frames: FeedPatch[] = [];
    const sender = new FrameSender((patch) => frames.push(patch));
    sender.update({ trades: [] });
    sender.update({ candles: [] });
    await turn();
    expect(frames.map((frame) => Object.keys(frame))).toEqual([['trades', 'candles']]);

    const last = [{ id: '2', price: '1', size: '1', side: 'buy' as const, time: 2 }];
    sender.update({ trades: [{ ...last[0]!, id: '1' }] });
    sender.update({ trades: last });
    await turn();
    expect(frames).toHaveLength(1);

    sender.pageReady();
    await turn();
    expect(frames).toHaveLength(2);
    expect(frames[1]).toEqual({ trades: last });
  });

  it('sends nothing when nothing changed', async () => {
    let sent = 0;
    const sender = new FrameSender(() => sent++);
    sender.pageReady();
    await turn();
    expect(sent).toBe(0);
  });
});
