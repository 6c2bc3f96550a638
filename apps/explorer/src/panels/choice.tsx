import type { Signal } from '@preact/signals';

/** Returns a handler that stores the choice in a signal. */
export function into<Value>(state: Signal<Value>) {
  return (value: Value): void => {
    state.value = value;
  };
}

interface Choosing<Value> {
  readonly label: string;
  readonly options: readonly (readonly [value: Value, label: string])[];
  readonly value: Value;
  readonly onChange: (value: Value) => void;
}

/** A choice between a few options, as buttons side by side; its label must be unique. */
export function Choice<Value extends string>({ label, options, value, onChange }: Choosing<Value>) {
  return (
    <fieldset class="choice">
      <legend>{label}</legend>
      {options.map(([one, words]) => (
        <label key={one}>
          <input type="radio" name={label} checked={one === value} onChange={() => onChange(one)} />
          <span>{words}</span>
        </label>
      ))}
    </fieldset>
  );
}

/** Something that is on or off. */
export function Switch({
  label,
  value,
  onChange,
}: {
  readonly label: string;
  readonly value: boolean;
  readonly onChange: (value: boolean) => void;
}) {
  return (
    <label class="switch">
      <input
        type="checkbox"
        role="switch"
        aria-checked={value}
        checked={value}
        onChange={({ currentTarget }) => onChange(currentTarget.checked)}
      />
      {label}
    </label>
  );
}

/** A choice between several options, from a list. */
export function Select<Value extends string | number>({ label, options, value, onChange }: Choosing<Value>) {
  return (
    <label class="select">
      <span>{label}</span>
      <select
        value={value}
        onChange={({ currentTarget }) => onChange(options[currentTarget.selectedIndex]![0])}
      >
        {options.map(([one, words]) => (
          <option key={one} value={one}>
            {words}
          </option>
        ))}
      </select>
    </label>
  );
}

export function Seed({ value }: { readonly value: Signal<number> }) {
  const clamped = (seed: number) => Math.min(0xffff_ffff, Math.max(0, Math.floor(seed || 0)));
  return (
    <label>
      Seed{' '}
      <input
        type="number"
        min={0}
        value={value.value}
        onInput={({ currentTarget }) => into(value)(clamped(Number(currentTarget.value)))}
      />
    </label>
  );
}
