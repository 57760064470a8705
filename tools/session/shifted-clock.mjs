/**
 * Shifts the clock of this process, and of every thread in it, by the milliseconds in the file that TENOR_CLOCK_FILE names: Date.now() and new Date().
 * Loaded before anything else (`--import`), so that all processes of a session live at one time of day. The file is looked at again and again: whoever
 * writes it moves them all. Timers and performance.now() are left alone.
 */
import { readFileSync } from 'node:fs';

const LOOK_MILLISECONDS = 50;
const path = process.env.TENOR_CLOCK_FILE;
const mark = Symbol.for('tenor.shifted-clock');

function shiftNow(known) {
  try {
    const shift = Number(readFileSync(path, 'utf8'));
    return Number.isSafeInteger(shift) ? shift : known;
  } catch {
    // It is being written, or the session has ended and taken it away.
    return known;
  }
}

if (path && !globalThis[mark]) {
  let shift = shiftNow(0);
  const RealDate = Date;
  const realNow = RealDate.now.bind(RealDate);
  const now = () => realNow() + shift;
  RealDate.now = now;
  globalThis.Date = new Proxy(RealDate, {
    construct: (target, args, newTarget) => Reflect.construct(target, args.length === 0 ? [now()] : args, newTarget),
    apply: () => new RealDate(now()).toString(),
  });
  globalThis[mark] = {
    realNow,
    look: () => {
      shift = shiftNow(shift);
    },
  };
  setInterval(globalThis[mark].look, LOOK_MILLISECONDS).unref();
}
