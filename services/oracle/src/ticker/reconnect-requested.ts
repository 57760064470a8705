/** Thrown by a parser when the exchange asks its clients to connect anew. */
export class ReconnectRequested extends Error {
  override readonly name = 'ReconnectRequested';

  constructor(exchange: string) {
    super(`${exchange} asked to connect anew`);
  }
}
