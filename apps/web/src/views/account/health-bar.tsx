interface HealthBarProps {
  /** Maintenance margin as a share of equity; liquidation starts at 1. */
  readonly share: number;
  readonly label: string;
}

const level = (share: number): string => (share < 0.5 ? 'Healthy' : share < 0.8 ? 'Watch' : 'Near liquidation');

/** Maintenance margin over equity: the account is liquidated when the bar is full. */
export function HealthBar({ share, label }: HealthBarProps) {
  const filled = Math.max(0, Math.min(1, share));
  return (
    <div className="health">
      <div className="health-head">
        <span>{label}</span>
        <span className={`health-word health-${level(share).split(' ')[0]?.toLowerCase()}`}>{level(share)}</span>
      </div>
      <meter className="visually-hidden" min={0} max={1} low={0.5} high={0.8} optimum={0} value={filled}>
        Maintenance margin is {Math.round(filled * 100)} % of equity: {level(share)}
      </meter>
      <div className="health-track" aria-hidden="true">
        <span
          className={`health-fill health-${level(share).split(' ')[0]?.toLowerCase()}`}
          style={{ transform: `scaleX(${filled})` }}
        />
        <span className="health-notch health-notch-50" />
        <span className="health-notch health-notch-80" />
      </div>
    </div>
  );
}
