import {
  AlertOutlined,
  ApiOutlined,
  AppstoreOutlined,
  AuditOutlined,
  BankOutlined,
  BarChartOutlined,
  BellOutlined,
  CalendarOutlined,
  ClusterOutlined,
  DesktopOutlined,
  FolderOpenOutlined,
  HomeOutlined,
  PlaySquareOutlined,
  TagsOutlined,
  TeamOutlined,
  VideoCameraOutlined,
} from '@ant-design/icons';
import type { ReactNode } from 'react';
import { useWords } from './useWords';
import { NavLink } from 'react-router';
import type { Right } from '../api/types';
import { useRights } from '../features/accounts/useRights';
import { WaitingCount } from '../features/alarms/WaitingCount';
import styles from './MainMenu.module.css';

export function MainMenu() {
  const { t } = useWords();
  return (
    <nav aria-label={t('menu.label')} className={styles['menu']}>
      <Item to="/" end icon={<HomeOutlined aria-hidden />} word={t('menu.home')} />
      <Item to="/alarms" icon={<AlertOutlined aria-hidden />} word={t('menu.alarms')} aside={<WaitingCount />} />
      <Item to="/notices" icon={<BellOutlined aria-hidden />} word={t('menu.notices')} />
      <Item to="/live" right="watch-lessons" icon={<VideoCameraOutlined aria-hidden />} word={t('menu.live')} />
      <Item to="/wall" right="watch-lessons" icon={<AppstoreOutlined aria-hidden />} word={t('menu.wall')} />
      <Item to="/lessons" icon={<ClusterOutlined aria-hidden />} word={t('menu.lessons')} />
      <Item to="/timetable" icon={<CalendarOutlined aria-hidden />} word={t('menu.timetable')} />
      <Item
        to="/recordings"
        right="watch-lessons"
        icon={<PlaySquareOutlined aria-hidden />}
        word={t('menu.recordings')}
      />
      <Item
        to="/collections"
        right="watch-lessons"
        icon={<FolderOpenOutlined aria-hidden />}
        word={t('menu.collections')}
      />
      <Item to="/reports" right="see-reports" icon={<BarChartOutlined aria-hidden />} word={t('menu.reports')} />
      <Item to="/devices" icon={<DesktopOutlined aria-hidden />} word={t('menu.devices')} />
      <Item to="/inventory" right="manage-assets" icon={<TagsOutlined aria-hidden />} word={t('menu.assets')} />
      <Item to="/tokens" right="connect-programs" icon={<ApiOutlined aria-hidden />} word={t('menu.tokens')} />
      <Item
        to="/accounts"
        right={['manage-accounts', 'read-audit']}
        icon={<TeamOutlined aria-hidden />}
        word={t('menu.accounts')}
      />
      <Item to="/audit" right="read-audit" icon={<AuditOutlined aria-hidden />} word={t('menu.audit')} />
      <Item to="/fleet" icon={<BankOutlined aria-hidden />} word={t('menu.fleet')} end />
    </nav>
  );
}

interface ItemProps {
  to: string;
  /** Only for those who have it, or one of them, somewhere. */
  right?: Right | Right[];
  end?: boolean;
  icon: ReactNode;
  word: string;
  aside?: ReactNode;
}

function Item({ to, right, end = false, icon, word, aside }: ItemProps) {
  const has = useRights();
  if (right !== undefined && ![right].flat().some((one) => has(one))) return null;
  return (
    <NavLink to={to} end={end} className={({ isActive }) => `${styles['item']} ${isActive ? styles['active'] : ''}`}>
      {icon}
      <span>{word}</span>
      {aside}
    </NavLink>
  );
}
