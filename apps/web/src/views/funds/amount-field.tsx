interface AmountFieldProps {
  readonly id: string;
  readonly label: string;
  readonly unit: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly problem: string | null;
  readonly hint: string;
  readonly onMax: () => void;
}

/** A money input with its unit, a hint, a maximum button and its problem. */
export function AmountField({ id, label, unit, value, onChange, problem, hint, onMax }: AmountFieldProps) {
  return (
    <div className="field">
      <div className="field-head">
        <label htmlFor={id}>{label}</label>
        <span className="dim">{hint}</span>
      </div>
      <div className="input-box" data-invalid={problem !== null}>
        <input
          id={id}
          inputMode="decimal"
          autoComplete="off"
          value={value}
          aria-invalid={problem !== null}
          aria-describedby={`${id}-problem`}
          onChange={(event) => onChange(event.target.value.replaceAll(',', ''))}
        />
        <button type="button" className="text-button" onClick={onMax}>
          Max
        </button>
        <span className="unit">{unit}</span>
      </div>
      <p id={`${id}-problem`} className="field-problem">
        {problem}
      </p>
    </div>
  );
}
