import { TenorError } from '@tenor/protocol';

/** DATA_DAMAGED with what was found and what to do beyond the general advice. */
export const damaged = (detail: string): TenorError => new TenorError('DATA_DAMAGED', { detail, retryable: false });
