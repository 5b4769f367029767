import type { ComponentType } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { PageProps, Route } from '../routes';
import { Broken, PageLoading } from './messages';

const loaded = new Map<Route, ComponentType<PageProps>>();
let first = true;

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

  // Who hears the page shall be told that it is another one. Of the first the browser tells.
  useEffect(() => {
    if (!Page) return;
    if (!first) document.querySelector<HTMLElement>('h1[tabindex]')?.focus({ preventScroll: true });
    first = false;
  }, [Page]);

  if (failed) return <Broken />;
  return Page ? <Page params={params} query={query} /> : <PageLoading />;
}
