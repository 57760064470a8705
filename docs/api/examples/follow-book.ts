/**
 * Keeps an order book from its channel and notices when it is wrong: a gap in the numbers or another checksum.
 *
 *   TENOR_URL=http://127.0.0.1:3000 npx tsx docs/api/examples/follow-book.ts BTC-PERP
 */
import WebSocket from 'ws';

type Level = [price: string, size: string];
interface Message {
  type: 'snapshot' | 'change' | 'checksum' | 'resync';
  seq: number;
  prev_seq: number | null;
  bids: Level[];
  asks: Level[];
  checksum?: number;
}

const url = (process.env.TENOR_URL ?? 'http://127.0.0.1:3000').replace('http', 'ws');
const channel = `book.${process.argv[2] ?? 'BTC-PERP'}.100ms`;
const checksumsWanted = Number(process.env.TENOR_CHECKSUMS ?? 'Infinity');
const bids = new Map<string, string>();
const asks = new Map<string, string>();
let seq: number | null = null;
let checksumsSeen = 0;

function crc32(text: string): number {
  let value = 0xffff_ffff;
  for (const character of text) {
    value ^= character.charCodeAt(0);
    for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  }
  return (value ^ 0xffff_ffff) >>> 0;
}

const sorted = (levels: Map<string, string>, direction: 1 | -1): Level[] =>
  [...levels].sort(([a], [b]) => direction * (Number(a) - Number(b))).slice(0, 10);

/** Best level of each side in turn, ten deep: price:size:price:size… */
function checksum(): number {
  const [top, bottom] = [sorted(bids, -1), sorted(asks, 1)];
  const parts: string[] = [];
  for (let depth = 0; depth < 10; depth++) {
    for (const level of [top[depth], bottom[depth]]) if (level) parts.push(...level);
  }
  return crc32(parts.join(':'));
}

const socket = new WebSocket(`${url}/ws`);
const subscribe = (): void =>
  socket.send(JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'public/subscribe', params: { channels: [channel] } }));
socket.on('open', subscribe);
socket.on('close', (code, reason) => console.log(`closed: ${code} ${reason}`));
socket.on('message', (text) => {
  const { params } = JSON.parse(text.toString()) as { params?: { data: Message } };
  if (!params) return;
  const { data } = params;
  if (data.type === 'snapshot' || data.type === 'resync') {
    bids.clear();
    asks.clear();
  } else if (data.prev_seq !== seq) {
    console.log(`gap: ${data.prev_seq} after ${seq}, subscribing again`);
    return subscribe();
  }
  seq = data.seq;
  for (const [levels, changes] of [
    [bids, data.bids],
    [asks, data.asks],
  ] as const) {
    for (const [price, size] of changes) {
      if (size === '0') levels.delete(price);
      else levels.set(price, size);
    }
  }
  if (data.type !== 'checksum') return;
  const isRight = checksum() === data.checksum;
  const [[bid = '–'] = [], [ask = '–'] = []] = [sorted(bids, -1)[0], sorted(asks, 1)[0]];
  console.log(`seq ${seq}  ${bid} / ${ask}  checksum ${isRight ? 'right' : 'WRONG, subscribing again'}`);
  if (!isRight) subscribe();
  if (++checksumsSeen >= checksumsWanted) socket.close();
});
