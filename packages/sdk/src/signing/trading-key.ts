import {
  derivePublicKey,
  type Instruction,
  instructionMessage,
  type PublicKey,
  type Signature,
  type SignedInstruction,
  sign,
} from '@tenor/protocol';

/** An L2 key: signs instructions and logins. Its secret never leaves it. */
export class TradingKey {
  readonly publicKey: PublicKey;
  readonly #secret: Uint8Array;

  /** @param secret 32 bytes; throws INVALID_PARAMS for another length */
  constructor(secret: Uint8Array) {
    this.#secret = Uint8Array.from(secret);
    this.publicKey = derivePublicKey(this.#secret);
  }

  signMessage(message: bigint): Signature {
    return sign(this.#secret, message);
  }

  /** Signs an instruction for one deployment (`domain` of formats.md). Throws INVALID_PARAMS for a field out of range. */
  signInstruction(domain: bigint, instruction: Instruction): SignedInstruction {
    return { instruction, signature: this.signMessage(instructionMessage(domain, instruction)), key: this.publicKey };
  }
}
