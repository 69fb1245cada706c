import { useEffect, useRef } from 'react';
import { useWords } from './useWords';
import { Navigate, Outlet, useLocation } from 'react-router';
import { useLiveUpdates } from '../api/useLiveUpdates';
import { PagePending, QueryProblem } from '../components/QueryView';
import { useRetry } from '../components/useRetry';
import { AccountMenu } from '../features/accounts/AccountMenu';
import { useSession } from '../features/accounts/session';
import { isKiosk } from '../features/wall/wallView';
import { FleetTree } from '../features/fleet/FleetTree';
import { MainMenu } from './MainMenu';
import styles from './AppShell.module.css';

/** What a page may ask of what stands around it. */
export interface ShellContext {
  /** Since when the hub has told of no change and what is shown may be old, in milliseconds; undefined: it does. */
  lostAt: number | undefined;
}

/** What stands around every page once somebody is logged in: brand, menu, tree of rooms, account. */
export function AppShell() {
  const { t } = useWords();
  const location = useLocation();
  const session = useSession();
  const screen = location.pathname === '/wall' && isKiosk(new URLSearchParams(location.search));
  useRetry(screen && session.isError, () => void session.refetch());

  if (session.isPending) return <PagePending />;
  if (session.isError) return <QueryProblem error={session.error} onRetry={() => void session.refetch()} />;
  if (session.data === null) {
    const next = location.pathname === '/' ? '' : `?next=${encodeURIComponent(location.pathname + location.search)}`;
    return <Navigate to={`/login${next}`} replace />;
  }
  if (screen) return <Content bare />;
  return (
    <div className={styles['shell']}>
      <a className={styles['skip']} href="#content">
        {t('skipToContent')}
      </a>
      <div className={styles['side']}>
        <header className={styles['brand']}>
          <img src="/favicon.svg" alt="" width={30} height={30} />
          <div>
            <div className={styles['name']}>{t('product')}</div>
            <div className={styles['tag']}>{t('productTag')}</div>
          </div>
        </header>
        <MainMenu />
        <FleetTree />
        <AccountMenu session={session.data} />
      </div>
      <Content />
    </div>
  );
}

function Content({ bare = false }: { bare?: boolean }) {
  const { t } = useWords();
  const lostAt = useLiveUpdates();
  const connected = lostAt === undefined;
  const { pathname } = useLocation();
  const main = useRef<HTMLElement>(null);
  const shown = useRef(pathname);
  useEffect(() => {
    // Old values are grey, never shown as live: on the page and in the tree beside it.
    document.documentElement.dataset['stale'] = String(!connected);
    return () => {
      delete document.documentElement.dataset['stale'];
    };
  }, [connected]);
  useEffect(() => {
    // Going to another page starts reading at its top, for eyes and for screen readers.
    if (shown.current === pathname) return;
    shown.current = pathname;
    main.current?.focus({ preventScroll: true });
    main.current?.scrollTo(0, 0);
  }, [pathname]);
  return (
    <main className={styles[bare ? 'bare' : 'content']} id="content" tabIndex={-1} ref={main}>
      {!connected && !bare && (
        <div className={styles['stale']} role="status">
          {t('live.disconnected')}
        </div>
      )}
      <Outlet context={{ lostAt } satisfies ShellContext} />
    </main>
  );
}
