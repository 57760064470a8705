import { type BatchPlan, type LedgerInterface, parseExact, stringifyExact, TenorError } from '@tenor/protocol';
import { batchFinal, batchProved, batchSettled } from './batch-reports.ts';
import { cancel, cancelAll, cancelForGood } from './cancel.ts';
import { signedText } from './client-ids.ts';
import type { Command } from './commands.ts';
import { edit } from './edit.ts';
import type { ExchangeEvent } from './events.ts';
import { expire, sweep } from './expiry.ts';
import { l1Entry } from './l1-entry.ts';
import { liquidate } from './liquidate.ts';
import { marginMode } from './margin-mode.ts';
import { requireFreshMarks } from './market-gate.ts';
import { fundingStep, oracleRound } from './market-steps.ts';
import { transfer, withdraw } from './money-out.ts';
import type { Order } from './order.ts';
import { splitPenalty } from './penalty-split.ts';
import { place } from './place.ts';
import { emptyState, restoreState, type SequencerState, serializeState } from './state.ts';
import { Transition } from './transition.ts';

/** Makes the ledger that the sequencer works on, new or from the text of its `serialize`. */
export interface LedgerFactory {
  create(): LedgerInterface;
  restore(text: string): LedgerInterface;
}

/** What a command came to. */
export interface Outcome {
  readonly events: readonly ExchangeEvent[];
  /** Batches it closed. */
  readonly plans: readonly BatchPlan[];
  /** The order that it placed or changed. */
  readonly order: Order | null;
  /** Set when it was refused after it had closed a batch; it belongs to the journal all the same. */
  readonly error: TenorError | null;
}

/** Raised when a snapshot's content changes shape: older ones are then ignored and the journal replayed. */
const RECORD_VERSION = 8;

interface SequencerRecord {
  readonly version: number;
  readonly state: string;
  readonly ledger: string;
}

/** The exchange as one deterministic function of its journal: no clock, no randomness, no I/O. */
export class Sequencer {
  readonly state: SequencerState;
  readonly ledger: LedgerInterface;

  private constructor(ledger: LedgerInterface, state: SequencerState) {
    this.ledger = ledger;
    this.state = state;
  }

  static create(ledgers: LedgerFactory): Sequencer {
    const ledger = ledgers.create();
    return new Sequencer(ledger, emptyState(ledger.state));
  }

  /** The sequencer of a text by `serialize`; null where another version wrote it. */
  static restore(ledgers: LedgerFactory, text: string): Sequencer | null {
    const record = parseExact<SequencerRecord>(text);
    if (record.version !== RECORD_VERSION) return null;
    const ledger = ledgers.restore(record.ledger);
    return new Sequencer(ledger, restoreState(record.state, ledger.state));
  }

  /** Everything there is, as text: equal exchanges give equal texts. */
  serialize(): string {
    const record: SequencerRecord = {
      version: RECORD_VERSION,
      state: serializeState(this.state),
      ledger: this.ledger.serialize(),
    };
    return stringifyExact(record);
  }

  /**
   * Applies one command. Throws the TenorError that refuses it; then nothing has changed and it has no place in the journal.
   * @param sequence its place in the journal, one after the last
   * @param journalHead the journal's hash chain head with this command, 248 bits
   */
  apply(command: Command, sequence: number, journalHead: bigint): Outcome {
    const { counters } = this.state;
    if (sequence !== counters.engineSeq + 1)
      throw new Error(`command ${sequence} does not follow ${counters.engineSeq}`);
    const time = Math.max(command.time, counters.time);
    const t = new Transition(this.state, this.ledger, { engineSeq: sequence, time });
    this.ledger.beginCommand(sequence, journalHead, t.nowSeconds);
    let order: Order | null = null;
    let error: TenorError | null = null;
    try {
      order = this.#perform(t, command);
    } catch (refusal) {
      if (!(refusal instanceof TenorError) || !t.changed) throw refusal;
      error = refusal;
      t.emit({ type: 'refused', error: refusal.name });
    }
    Object.assign(counters, { engineSeq: sequence, journalHead, time });
    const events = t.finish().map((body, index): ExchangeEvent => ({ ...body, engineSeq: sequence, index, time }));
    return { events, plans: t.plans, order, error };
  }

  /**
   * The id of the order that an earlier command placed under the same client id: then this one must not be applied.
   * Throws DUPLICATE_CLIENT_ID where that was another order.
   */
  repeatedOrder(command: Command): number | null {
    if (command.type !== 'place' || command.clientId === null) return null;
    const { orders, clientIds, counters } = this.state;
    const { account } = command.signed.instruction;
    const time = Math.max(command.time, counters.time);
    const use = clientIds.find(account, command.clientId, time, (id) => orders.get(id) !== null);
    if (!use) return null;
    if (use.message !== signedText(command.signed)) throw new TenorError('DUPLICATE_CLIENT_ID', { param: 'client_id' });
    return use.order;
  }

  #perform(t: Transition, command: Command): Order | null {
    switch (command.type) {
      case 'place':
        return place(t, command);
      case 'edit':
        return edit(t, command);
      case 'cancel':
        return cancel(t, command);
      case 'cancelAll':
        cancelAll(t, command);
        return null;
      case 'cancelForGood':
        cancelForGood(t, command);
        return null;
      case 'withdraw':
        withdraw(t, command);
        return null;
      case 'transfer':
        transfer(t, command);
        return null;
      case 'marginMode':
        marginMode(t, command);
        return null;
      case 'liquidate':
        requireFreshMarks(t, 'liquidations');
        return liquidate(t, command);
      case 'penaltySplit':
        splitPenalty(t, command);
        return null;
      case 'oracleRound':
        oracleRound(t, command);
        return null;
      case 'fundingStep':
        fundingStep(t, command);
        return null;
      case 'expire':
        expire(t, command);
        return null;
      case 'sweep':
        sweep(t, command);
        return null;
      case 'l1Entry':
        l1Entry(t, command);
        return null;
      case 'seal':
        if (t.ledger.openBatch().openedAt !== null) t.onLedger((ledger) => ledger.seal());
        return null;
      case 'batchProved':
        batchProved(t, command);
        return null;
      case 'batchSettled':
        batchSettled(t, command);
        return null;
      case 'batchFinal':
        batchFinal(t, command);
        return null;
    }
  }
}
