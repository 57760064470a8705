import type { BacklogPosture } from './backlog-policy.ts';
import type { InstrumentPlan } from './bot-config.ts';
import type { MarketView } from './market-view.ts';
import { type OptionParameters, optionLadder } from './option-ladder.ts';
import { type Quote, quoteLadder } from './quote-ladder.ts';

/** The quotes wanted of one instrument, and how far from there they may stay. */
export interface WantedQuotes {
  readonly quotes: readonly Quote[];
  readonly toleranceTicks: bigint;
}

/** What is wanted now; nothing while there is no price. */
export type QuoteSource = (posture: BacklogPosture, now: number) => WantedQuotes;

const NOTHING: WantedQuotes = { quotes: [], toleranceTicks: 0n };

/** Quotes a perpetual or future: a ladder in parts of the mark. */
export function linearSource(view: MarketView, plan: InstrumentPlan): QuoteSource {
  const parameters = {
    ...plan.ladder,
    levelLots: view.scale.lots(plan.levelSize),
    maxInventoryLots: view.scale.lots(plan.maxInventory),
  };
  return (posture, now) => {
    const reference = view.referenceTicks(now);
    if (reference === null) return NOTHING;
    const levels = Math.min(posture.levels, parameters.levels);
    const quotes = quoteLadder({ ...parameters, levels }, reference, view.inventoryLots, posture.widening);
    return { quotes, toleranceTicks: 0n };
  };
}

/** Quotes an option: a ladder in volatility. */
export function optionSource(view: MarketView, parameters: OptionParameters): QuoteSource {
  const { specification, minPriceTicks } = view.scale;
  const tickUsd = Number(specification.tick_size);
  const lotsPerUnit = 1 / Number(specification.lot_size);
  return (posture, now) => {
    const ticker = view.ticker(now);
    const markTicks = view.referenceTicks(now);
    if (markTicks === null || ticker?.index_price == null) return NOTHING;
    const { greeks } = ticker;
    const option = {
      markTicks,
      minTicks: minPriceTicks,
      tickUsd,
      lotsPerUnit,
      index: Number(ticker.index_price),
      greeks: greeks ? { delta: Number(greeks.delta), vega: Number(greeks.vega) } : null,
    };
    const levels = Math.min(posture.levels, parameters.levels);
    return optionLadder({ ...parameters, levels }, option, view.inventoryLots, Number(posture.widening));
  };
}
