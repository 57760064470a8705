/** A refusal of the exchange, with its name. */
export class ExchangeRefusal extends Error {
  override readonly name = 'ExchangeRefusal';
  readonly refusal: string;

  constructor(refusal: string, message: string) {
    super(message);
    this.refusal = refusal;
  }
}
