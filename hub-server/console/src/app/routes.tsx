import { createBrowserRouter } from 'react-router';
import { AppShell } from './AppShell';
import { NotFoundPage } from './NotFoundPage';
import { PageCrash } from './PageCrash';

/** Every address of the console. A page's code is fetched when it is first opened. */
export function createRoutes() {
  return createBrowserRouter([
    {
      path: '/setup',
      HydrateFallback: () => null,
      lazy: async () => ({ Component: (await import('../features/accounts/SetupPage')).SetupPage }),
    },
    {
      path: '/login',
      HydrateFallback: () => null,
      lazy: async () => ({ Component: (await import('../features/accounts/LoginPage')).LoginPage }),
    },
    {
      path: '/reset-password',
      HydrateFallback: () => null,
      lazy: async () => ({ Component: (await import('../features/accounts/ResetPasswordPage')).ResetPasswordPage }),
    },
    {
      path: '/sign-in',
      HydrateFallback: () => null,
      lazy: async () => ({ Component: (await import('../features/accounts/LinkSignInPage')).LinkSignInPage }),
    },
    {
      path: '/screen',
      HydrateFallback: () => null,
      lazy: async () => ({ Component: (await import('../features/accounts/ScreenPage')).ScreenPage }),
    },
    {
      path: '/single-sign-on',
      HydrateFallback: () => null,
      lazy: async () => ({ Component: (await import('../features/accounts/SingleSignOnPage')).SingleSignOnPage }),
    },
    {
      path: '/watch',
      HydrateFallback: () => null,
      lazy: async () => ({ Component: (await import('../features/playback/WatchPage')).WatchPage }),
    },
    {
      path: '/embed/*',
      HydrateFallback: () => null,
      lazy: async () => ({ Component: (await import('../features/playback/WatchPage')).EmbeddedPage }),
    },
    {
      path: '/',
      Component: AppShell,
      ErrorBoundary: PageCrash,
      HydrateFallback: () => null,
      children: [
        {
          ErrorBoundary: PageCrash,
          children: [
            { index: true, lazy: async () => ({ Component: (await import('../features/home/HomePage')).HomePage }) },
            {
              path: 'fleet',
              lazy: async () => ({ Component: (await import('../features/fleet/RegionsPage')).RegionsPage }),
            },
            {
              path: 'fleet/regions/:regionId',
              lazy: async () => ({ Component: (await import('../features/fleet/SchoolsPage')).SchoolsPage }),
            },
            {
              path: 'fleet/schools/:schoolId',
              lazy: async () => ({ Component: (await import('../features/fleet/SchoolPage')).SchoolPage }),
            },
            {
              path: 'fleet/schools/:schoolId/plans',
              lazy: async () => ({ Component: (await import('../features/floorPlans/FloorPlansPage')).FloorPlansPage }),
            },
            {
              path: 'fleet/import',
              lazy: async () => ({ Component: (await import('../features/fleet/FleetImportPage')).FleetImportPage }),
            },
            {
              path: 'rooms',
              lazy: async () => ({ Component: (await import('../features/fleet/RoomsPage')).RoomsPage }),
            },
            {
              path: 'rooms/:roomId',
              lazy: async () => ({ Component: (await import('../features/agents/RoomPage')).RoomPage }),
            },
            {
              path: 'rooms/:roomId/devices',
              lazy: async () => ({ Component: (await import('../features/agents/RoomPage')).RoomPage }),
            },
            {
              path: 'rooms/:roomId/day',
              lazy: async () => ({ Component: (await import('../features/agents/RoomPage')).RoomPage }),
            },
            {
              path: 'devices',
              lazy: async () => ({ Component: (await import('../features/devices/DevicesPage')).DevicesPage }),
            },
            {
              path: 'inventory',
              lazy: async () => ({ Component: (await import('../features/assets/AssetsPage')).AssetsPage }),
            },
            {
              path: 'inventory/import',
              lazy: async () => ({ Component: (await import('../features/assets/AssetImportPage')).AssetImportPage }),
            },
            {
              path: 'inventory/labels',
              lazy: async () => ({ Component: (await import('../features/assets/LabelsPage')).LabelsPage }),
            },
            {
              path: 'inventory/renewal',
              lazy: async () => ({ Component: (await import('../features/assets/RenewalPage')).RenewalPage }),
            },
            {
              path: 'inventory/stock-takes',
              lazy: async () => ({ Component: (await import('../features/assets/StockTakesPage')).StockTakesPage }),
            },
            {
              path: 'inventory/stock-takes/:takeId',
              lazy: async () => ({ Component: (await import('../features/assets/StockTakePage')).StockTakePage }),
            },
            {
              path: 'inventory/:assetId',
              lazy: async () => ({ Component: (await import('../features/assets/AssetPage')).AssetPage }),
            },
            {
              path: 'alarms',
              lazy: async () => ({ Component: (await import('../features/alarms/AlarmsPage')).AlarmsPage }),
            },
            {
              path: 'alarms/maintenance',
              lazy: async () => ({
                Component: (await import('../features/maintenance/MaintenancePage')).MaintenancePage,
              }),
            },
            {
              path: 'notices',
              lazy: async () => ({ Component: (await import('../features/notices/MyNoticesPage')).MyNoticesPage }),
            },
            {
              path: 'notices/channels',
              lazy: async () => ({ Component: (await import('../features/notices/ChannelsPage')).ChannelsPage }),
            },
            {
              path: 'notices/deliveries',
              lazy: async () => ({ Component: (await import('../features/notices/DeliveriesPage')).DeliveriesPage }),
            },
            {
              path: 'live',
              lazy: async () => ({ Component: (await import('../features/live/LivePage')).LivePage }),
            },
            {
              path: 'live/rooms/:roomId',
              lazy: async () => ({ Component: (await import('../features/live/LiveRoomPage')).LiveRoomPage }),
            },
            {
              path: 'wall',
              lazy: async () => ({ Component: (await import('../features/wall/WallPage')).WallPage }),
            },
            {
              path: 'visits',
              lazy: async () => ({ Component: (await import('../features/visits/VisitsPage')).VisitsPage }),
            },
            {
              path: 'lessons',
              lazy: async () => ({ Component: (await import('../features/lessons/LessonsPage')).LessonsPage }),
            },
            {
              path: 'lessons/pairings',
              lazy: async () => ({ Component: (await import('../features/lessons/PairingsPage')).PairingsPage }),
            },
            {
              path: 'lessons/statistics',
              lazy: async () => ({ Component: (await import('../features/lessons/StatisticsPage')).StatisticsPage }),
            },
            {
              path: 'lessons/webhooks',
              lazy: async () => ({ Component: (await import('../features/webhooks/WebhooksPage')).WebhooksPage }),
            },
            {
              path: 'lessons/:lessonId',
              lazy: async () => ({ Component: (await import('../features/lessons/LessonPage')).LessonPage }),
            },
            {
              path: 'timetable',
              lazy: async () => ({ Component: (await import('../features/timetable/TimetablePage')).TimetablePage }),
            },
            {
              path: 'recordings',
              lazy: async () => ({ Component: (await import('../features/recordings/RecordingsPage')).RecordingsPage }),
            },
            {
              path: 'recordings/bin',
              lazy: async () => ({
                Component: (await import('../features/recordings/RecycleBinPage')).RecycleBinPage,
              }),
            },
            {
              path: 'recordings/approvals',
              lazy: async () => ({ Component: (await import('../features/recordings/ApprovalsPage')).ApprovalsPage }),
            },
            {
              path: 'recordings/retention',
              lazy: async () => ({ Component: (await import('../features/retention/RetentionPage')).RetentionPage }),
            },
            {
              path: 'recordings/downloads',
              lazy: async () => ({
                Component: (await import('../features/downloads/DownloadRulesPage')).DownloadRulesPage,
              }),
            },
            {
              path: 'recordings/:recordingId',
              lazy: async () => ({ Component: (await import('../features/playback/RecordingPage')).RecordingPage }),
            },
            {
              path: 'collections',
              lazy: async () => ({
                Component: (await import('../features/collections/CollectionsPage')).CollectionsPage,
              }),
            },
            {
              path: 'collections/:collectionId',
              lazy: async () => ({
                Component: (await import('../features/collections/CollectionPage')).CollectionPage,
              }),
            },
            {
              path: 'reports',
              lazy: async () => ({ Component: (await import('../features/reports/ReportsPage')).ReportsPage }),
            },
            {
              path: 'reports/files',
              lazy: async () => ({ Component: (await import('../features/reports/FilesPage')).FilesPage }),
            },
            {
              path: 'reports/targets',
              lazy: async () => ({ Component: (await import('../features/reports/TargetsPage')).TargetsPage }),
            },
            {
              path: 'reports/frozen',
              lazy: async () => ({
                Component: (await import('../features/reports/FrozenReportsPage')).FrozenReportsPage,
              }),
            },
            {
              path: 'reports/frozen/:reportId',
              lazy: async () => ({
                Component: (await import('../features/reports/FrozenReportPage')).FrozenReportPage,
              }),
            },
            {
              path: 'accounts',
              lazy: async () => ({ Component: (await import('../features/accounts/AccountsPage')).AccountsPage }),
            },
            {
              path: 'accounts/import',
              lazy: async () => ({
                Component: (await import('../features/accounts/AccountImportPage')).AccountImportPage,
              }),
            },
            {
              path: 'tokens',
              lazy: async () => ({ Component: (await import('../features/accounts/TokensPage')).TokensPage }),
            },
            {
              path: 'audit',
              lazy: async () => ({ Component: (await import('../features/audit/AuditPage')).AuditPage }),
            },
            { path: '*', Component: NotFoundPage },
          ],
        },
      ],
    },
  ]);
}
