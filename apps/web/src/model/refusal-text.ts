/** Refusals of the exchange that this page can say more about, by number. */
const TEXTS: Readonly<Record<number, string>> = {
  30013: 'It would trade with an order of your own that rests on the other side. Cancel that one first.',
  30026:
    'This series has expired. What you hold of it is settled in cash by itself. Trade a later expiry of the option chain.',
};

/** What a refusal means on this page; null where the exchange's own words say it all. */
export const refusalText = (code: unknown): string | null => (typeof code === 'number' ? (TEXTS[code] ?? null) : null);
