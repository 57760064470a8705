import { useEffect, useState } from 'react';
import { callExchange } from '../../data/exchange-worker-port.ts';
import { useFeed } from '../../data/feed-store.ts';
import { type Answered, LatestAnswer } from '../../model/latest-answer.ts';
import type { MarginAnswer, MarginQuestion } from '../../model/margin-question.ts';

/** The exchange's answer to a question about the margin, asked again whenever the account changes; null while there is none. */
export function useMarginAnswer(question: MarginQuestion | null): MarginAnswer | null {
  const account = useFeed('account');
  const [answered, setAnswered] = useState<Answered<MarginQuestion, MarginAnswer> | null>(null);
  const [latest] = useState(() => new LatestAnswer(askMargin, setAnswered));
  const key = JSON.stringify(question);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the account is why the same question is put again.
  useEffect(() => latest.put(JSON.parse(key) as MarginQuestion | null), [latest, key, account]);
  useEffect(() => () => latest.stop(), [latest]);
  // Until the effect has run, the answer may still be that of the question before.
  return answered !== null && JSON.stringify(answered.question) === key ? answered.answer : null;
}

const askMargin = (question: MarginQuestion): Promise<MarginAnswer> => callExchange('previewMargin', question);
