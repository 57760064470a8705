import { TenorError } from '@tenor/protocol';

/** One JSON-RPC call to an Ethereum node, for the methods that viem has no name for. Throws INTERNAL with the node's message. */
export async function callRpc(url: string, method: string, params: readonly unknown[] = []): Promise<unknown> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }),
    signal: AbortSignal.timeout(30_000),
  });
  const answer = (await response.json()) as { result?: unknown; error?: { message: string } };
  if (answer.error) throw new TenorError('INTERNAL', { detail: `${method}: ${answer.error.message}` });
  return answer.result;
}
