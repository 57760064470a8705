import { keccak_256 } from '@noble/hashes/sha3.js';
import { bytesToHex, hexToBytes } from '@noble/hashes/utils.js';
import { BITS } from '../parameters.ts';
import { checkedBits } from './bit-layout.ts';

const NAME = 'Tenor';
const FORMAT_VERSION = 1;

const abiWord = (value: bigint | number): string => BigInt(value).toString(16).padStart(64, '0');

/**
 * The number every signature is bound to: keccak256(abi.encode("Tenor", 1, chainId, exchange)) mod 2^248.
 * Throws INVALID_PARAMS for a chain id above 64 bits or an address above 160.
 */
export function domainOf(chainId: bigint | number, exchange: `0x${string}` | bigint): bigint {
  const chain = checkedBits('chainId', chainId, 64);
  const address = checkedBits('exchange', BigInt(exchange), 160);
  const text = bytesToHex(new TextEncoder().encode(NAME));
  const offsetOfText = 4 * 32;
  const encoded = [
    ...[offsetOfText, FORMAT_VERSION, chain, address, NAME.length].map(abiWord),
    text.padEnd(64, '0'),
  ].join('');
  return BigInt.asUintN(BITS.word, BigInt(`0x${bytesToHex(keccak_256(hexToBytes(encoded)))}`));
}
