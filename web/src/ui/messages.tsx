/** Whole pages that say why there is no page, and parts that say why there is no content. */
import type { ComponentChildren } from 'preact';
import type { ApiProblem } from '../api/problem';
import { common } from '../i18n/common';
import { problemText } from '../i18n/problems';
import { useLanguage, useWords } from '../i18n/use';
import { Button } from './button';
import { useTitle } from './title';

/** Grey bars where content will be; lines: about how much. */
export function Skeleton({ lines = 3 }: { lines?: number }) {
  const t = useWords(common);
  return (
    <div class="skeleton" role="status" aria-label={t.loading}>
      {Array.from({ length: lines }, (_, i) => <span key={i} />)}
    </div>
  );
}

export function PageLoading() {
  return <main class="message-page" id="main"><Skeleton /></main>;
}

function MessagePage({ title, children }: { title: string; children: ComponentChildren }) {
  useTitle(title);
  return (
    <main class="message-page" id="main">
      <h1 tabIndex={-1}>{title}</h1>
      {children}
    </main>
  );
}

export function NotFound() {
  const t = useWords(common);
  return (
    <MessagePage title={t.notFoundTitle}>
      <p>{t.notFoundText}</p>
      <a class="button primary" href="/">{t.goHome}</a>
    </MessagePage>
  );
}

export function Broken() {
  const t = useWords(common);
  return (
    <MessagePage title={t.brokenTitle}>
      <p>{t.brokenText}</p>
      <Button kind="primary" onClick={() => window.location.reload()}>{t.reload}</Button>
    </MessagePage>
  );
}

interface ProblemProps {
  problem: ApiProblem;
  onRetry: () => void;
}

export function Unreachable({ problem, onRetry }: ProblemProps) {
  const t = useWords(common);
  const language = useLanguage();
  return (
    <MessagePage title={t.unreachableTitle}>
      <p role="alert">{problemText(problem, language)}</p>
      <Button kind="primary" onClick={onRetry}>{t.retry}</Button>
    </MessagePage>
  );
}

/** In the place of content that did not come. */
export function LoadProblem({ problem, onRetry }: ProblemProps) {
  const t = useWords(common);
  const language = useLanguage();
  return (
    <div class="load-problem" role="alert">
      <p><b>{t.loadFailed}</b> {problemText(problem, language)}</p>
      <Button onClick={onRetry}>{t.retry}</Button>
    </div>
  );
}
