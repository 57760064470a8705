import { useState } from 'react';
import { notify, openDialog } from '../../data/desk-store.ts';
import { callExchange } from '../../data/exchange-worker-port.ts';
import { useFeed } from '../../data/feed-store.ts';
import { formatUsd } from '../../model/format.ts';
import { marginModeChoices, marginModeLabel } from '../../model/margin-mode.ts';
import type { MarginAnswer } from '../../model/margin-question.ts';
import { Dialog } from '../frame/dialog.tsx';
import { useModeMargins } from './use-mode-margins.ts';

/** Lets the person choose how positions are margined, and signs for it. */
export function MarginModeDialog() {
  const now = useFeed('account')?.marginMode ?? null;
  const instruments = useFeed('instruments');
  const [chosen, setChosen] = useState(now);
  const [sending, setSending] = useState(false);
  const [refusal, setRefusal] = useState<string | null>(null);
  const choices = marginModeChoices(instruments);
  const margins = useModeMargins(choices.map(({ mode }) => mode));
  const submit = async (mode: string) => {
    setSending(true);
    setRefusal(null);
    try {
      await callExchange('setMarginMode', { mode });
      const title = `${marginModeLabel(mode)} is in force`;
      notify({
        key: 'margin-mode',
        tone: 'good',
        title,
        detail: 'Signed with your trading key, and proved with the next batch.',
      });
      openDialog(null);
    } catch (error) {
      setRefusal(refusalOf(error));
      setSending(false);
    }
  };
  return (
    <Dialog title="Margin mode" onClose={() => openDialog(null)}>
      <div className="dialog-body">
        <div className="choices" role="radiogroup" aria-label="Margin mode">
          {choices.map(({ mode, label, meaning }) => (
            <label key={mode} className="choice" data-chosen={mode === chosen}>
              <input
                type="radio"
                name="margin-mode"
                checked={mode === chosen}
                onChange={() => {
                  setChosen(mode);
                  setRefusal(null);
                }}
              />
              <span>
                <strong>{label}</strong>
                {mode === now ? <span className="dim"> now</span> : null}
                <span className="dim choice-meaning">{meaning}</span>
                <ModeMargin margin={margins.get(mode) ?? null} />
              </span>
            </label>
          ))}
        </div>
        <p className="dim">
          The account must have its full initial margin in the new mode, with what it holds and with its open orders,
          which stay.
        </p>
        {refusal ? (
          <p className="field-problem" role="alert">
            {refusal}
          </p>
        ) : null}
        <button
          type="button"
          className="primary"
          disabled={chosen === null || chosen === now || sending}
          onClick={() => chosen && void submit(chosen)}
          data-testid="margin-mode-submit"
        >
          {sending ? 'Signing…' : 'Sign and change'}
        </button>
      </div>
    </Dialog>
  );
}

/** What the account would need in a mode; a dash until the exchange has said it. */
function ModeMargin({ margin }: { readonly margin: MarginAnswer | null }) {
  return (
    <span className="choice-margin">
      <span className="dim">Initial margin in it </span>
      <span className={margin && margin.refusal !== null ? 'sell' : ''}>
        {margin ? `${formatUsd(margin.initialMargin)} USD` : '–'}
        {margin && margin.refusal !== null ? ', not possible now' : ''}
      </span>
    </span>
  );
}

const MARGIN_ERROR = 30001;

/** The exchange's words for a mode that it refuses; for margin what that means here. */
function refusalOf(error: unknown): string {
  const { message, code } = error as { message: string; code?: number | null };
  const text =
    code === MARGIN_ERROR
      ? 'In this mode your positions, or your open orders, need more margin than you have. Deposit, hedge, or cancel orders.'
      : message;
  return `${text}${code ? ` (error ${code})` : ''}`;
}
