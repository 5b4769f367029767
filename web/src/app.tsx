import { useEffect } from 'preact/hooks';
import { navigate, place } from './router';
import { detour, findRoute, mayEnter } from './routes';
import { loadSession, useSession } from './session';
import { useStore } from './store';
import { LazyPage } from './ui/lazy_page';
import { NotFound, PageLoading, Unreachable } from './ui/messages';
import { Shell } from './ui/shell';
import { Toasts } from './ui/toast';

export function App() {
  return (
    <>
      <Page />
      <Toasts />
    </>
  );
}

function Page() {
  const here = useStore(place);
  const { session, problem } = useSession();
  const found = findRoute(here.path);
  const member = session?.member ?? null;
  const elsewhere = found && session ? detour(found.route, member, here) : null;
  useEffect(() => {
    if (elsewhere) navigate(elsewhere, { replace: true });
  }, [elsewhere]);

  if (!found) return <NotFound />;
  if (!session && found.route.access !== 'anyone') {
    return problem ? <Unreachable problem={problem} onRetry={() => void loadSession()} /> : <PageLoading />;
  }
  if (elsewhere) return <PageLoading />;
  if (!mayEnter(found.route, member)) return <NotFound />;
  const page = <LazyPage key={here.path} route={found.route} params={found.params} query={new URLSearchParams(here.search)} />;
  return found.route.frame === 'shell' && member ? <Shell member={member} path={here.path}>{page}</Shell> : page;
}
