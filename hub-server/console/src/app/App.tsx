import { QueryClientProvider } from '@tanstack/react-query';
import { App as AntdApp, ConfigProvider } from 'antd';
import enUS from 'antd/locale/en_US';
import zhCN from 'antd/locale/zh_CN';
import dayjs from 'dayjs';
import 'dayjs/locale/zh-cn';
import { useLayoutEffect } from 'react';
import { RouterProvider } from 'react-router';
import { useIsDark, usePreferences } from './preferences';
import { createQueryClient } from './queryClient';
import { createRoutes } from './routes';
import { giveStylesTheNonce } from './styleNonce';
import { consoleTheme } from './theme';

const queryClient = createQueryClient();
const router = createRoutes();
const nonce = giveStylesTheNonce();

export function App() {
  const { language, larger } = usePreferences();
  const isDark = useIsDark();
  useLayoutEffect(() => {
    dayjs.locale(language === 'en' ? 'en' : 'zh-cn');
    document.documentElement.dataset['larger'] = String(larger);
    document.documentElement.dataset['theme'] = isDark ? 'dark' : 'light';
  }, [language, larger, isDark]);
  return (
    <ConfigProvider
      csp={{ nonce }}
      locale={language === 'en' ? enUS : zhCN}
      theme={consoleTheme(larger, isDark)}
      button={{ autoInsertSpace: false }}
    >
      <QueryClientProvider client={queryClient}>
        <AntdApp message={{ maxCount: 3 }} style={{ height: '100%' }}>
          <RouterProvider router={router} />
        </AntdApp>
      </QueryClientProvider>
    </ConfigProvider>
  );
}
