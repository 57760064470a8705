import { useEffect, useState } from 'react';
import { callExchange } from '../../data/exchange-worker-port.ts';
import { type MarginAnswer, modeQuestion } from '../../model/margin-question.ts';

/** What the account would need in each margin mode, asked once a mode; a mode is missing until the exchange has answered. */
export function useModeMargins(modes: readonly string[]): ReadonlyMap<string, MarginAnswer> {
  const [margins, setMargins] = useState<ReadonlyMap<string, MarginAnswer>>(new Map());
  const key = modes.join(' ');
  useEffect(() => {
    let isShown = true;
    for (const mode of key.split(' ').filter((one) => one !== '')) {
      callExchange('previewMargin', modeQuestion(mode)).then(
        (answer) => isShown && setMargins((known) => new Map(known).set(mode, answer)),
        // Without a figure the choice stands all the same: the exchange has the last word.
        () => undefined,
      );
    }
    return () => {
      isShown = false;
    };
  }, [key]);
  return margins;
}
