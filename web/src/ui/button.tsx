import type { JSX } from 'preact';

type ButtonProps = Omit<JSX.IntrinsicElements['button'], 'class'> & {
  kind?: 'primary' | 'plain' | 'quiet' | 'danger';
  /** Something is under way: nothing more can be pressed, and it shows. */
  busy?: boolean;
  class?: string;
};

export function Button({ kind = 'plain', busy = false, type = 'button', disabled, children, class: more = '', ...rest }: ButtonProps) {
  return (
    <button {...rest} type={type} class={`button ${kind} ${more}`} disabled={disabled || busy} aria-busy={busy || undefined}>
      {busy && <span class="spinner" aria-hidden="true" />}
      {children}
    </button>
  );
}
