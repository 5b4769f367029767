import type { ComponentChildren } from 'preact';
import { useId } from 'preact/hooks';

/** A section with its heading; end: what stands beside the heading. */
export function Card({ title, end, children }: { title: string; end?: ComponentChildren; children: ComponentChildren }) {
  const id = useId();
  return (
    <section class="card" aria-labelledby={id}>
      <header>
        <h2 id={id}>{title}</h2>
        {end}
      </header>
      {children}
    </section>
  );
}
