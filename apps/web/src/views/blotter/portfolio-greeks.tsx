import { useMemo } from 'react';
import { useFeed } from '../../data/feed-store.ts';
import { formatGreek } from '../../model/format-greek.ts';
import { portfolioGreeks } from '../../model/greeks.ts';

/** The greeks of all positions by underlying, in units; only where options are held, for else they say no more than the sizes. */
export function PortfolioGreeks() {
  const positions = useFeed('positions');
  const instruments = useFeed('instruments');
  const tickers = useFeed('tickers');
  const sums = useMemo(() => portfolioGreeks(positions, instruments, tickers), [positions, instruments, tickers]);
  const hasOption = instruments.some(
    ({ name, kind }) => kind === 'option' && positions.some(({ instrument }) => instrument === name),
  );
  if (!hasOption) return null;
  return (
    <ul className="portfolio-greeks" aria-label="Portfolio greeks">
      {sums.map(({ base, delta, gamma, vega, theta, complete }) => (
        <li key={base}>
          <strong>{base}</strong>
          <dl>
            <Item label="Delta" unit={base} value={delta} />
            <Item label="Gamma" unit={`${base}/USD`} value={gamma} />
            <Item label="Vega" unit="USD/pt" value={vega} />
            <Item label="Theta" unit="USD/day" value={theta} />
          </dl>
          {complete ? null : <span className="dim">without series whose greeks are not known yet</span>}
        </li>
      ))}
    </ul>
  );
}

function Item({ label, unit, value }: { readonly label: string; readonly unit: string; readonly value: string }) {
  return (
    <div>
      <dt>{label}</dt>
      <dd>
        {formatGreek(value)} <span className="dim">{unit}</span>
      </dd>
    </div>
  );
}
