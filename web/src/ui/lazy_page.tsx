import type { ComponentType } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { PageProps, Route } from '../routes';
import { Broken, PageLoading } from './messages';

const loaded = new Map<Route, ComponentType<PageProps>>();

/** A page whose code comes when it is first visited. */
export function LazyPage({ route, params, query }: PageProps & { route: Route }) {
  const [Page, setPage] = useState(() => loaded.get(route));
  const [failed, setFailed] = useState(false);

  useEffect(() => {
    let wanted = true;
    route.load().then(
      ({ default: component }) => {
        loaded.set(route, component);
        if (wanted) setPage(() => component);
      },
      (error: unknown) => {
        console.error(error);
        if (wanted) setFailed(true);
      },
    );
    return () => {
      wanted = false;
    };
  }, [route]);

  // A reader of the screen shall hear that the page is another one; the first visit needs no help.
  useEffect(() => {
    if (Page && document.activeElement === document.body && performance.now() > 5000) document.querySelector<HTMLElement>('h1')?.focus();
  }, [Page]);

  if (failed) return <Broken />;
  return Page ? <Page params={params} query={query} /> : <PageLoading />;
}
