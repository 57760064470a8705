import type { ListingDesk } from './listing-desk.ts';

/** Knows nothing of L1 and sends nothing. */
export class DryDesk implements ListingDesk {
  readonly owner = null;

  async isAllowed(): Promise<boolean> {
    return true;
  }

  async past(): Promise<readonly never[]> {
    return [];
  }

  async list(): Promise<void> {}
}
