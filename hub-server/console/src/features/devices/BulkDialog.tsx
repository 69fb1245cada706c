import { useMutation } from '@tanstack/react-query';
import { Alert, Button, Form, Input, InputNumber, Modal, Progress, Table } from 'antd';
import { useState } from 'react';
import { ask, hub } from '../../api/client';
import type { BulkRow, DescribedAction, DriverDescription, PropertyValue } from '../../api/types';
import { useWords } from '../../app/useWords';
import { NamedSelect } from '../../components/NamedSelect';
import { QueryView } from '../../components/QueryView';
import { useProblemText } from '../../components/useProblemText';
import { Outcome } from './CommandHistory';
import { selectionOf, type DeviceFilters } from './deviceFilters';
import { useBulkCommand, useBulkRows, useDrivers, useRoomsOf } from './queries';
import { useNames } from './useNames';

interface BulkDialogProps {
  filters: DeviceFilters;
  /** roomId/device; empty: all that match. */
  chosen: readonly string[];
  onClose: () => void;
}

/** The same command to many rooms: chosen, confirmed by the number of rooms typed in, and watched row by row. */
export function BulkDialog({ filters, chosen, onClose }: BulkDialogProps) {
  const { t } = useWords();
  const [bulk, setBulk] = useState<string>();
  return (
    <Modal open width={720} title={t('devices.bulkTitle')} footer={null} onCancel={onClose} destroyOnHidden>
      {bulk === undefined ? (
        <BulkForm filters={filters} chosen={chosen} onMade={setBulk} />
      ) : (
        <BulkProgress bulk={bulk} onClose={onClose} />
      )}
    </Modal>
  );
}

interface Values {
  what: string;
  arguments?: Record<string, PropertyValue>;
  rooms: number | null;
}

function BulkForm({ filters, chosen, onMade }: Omit<BulkDialogProps, 'onClose'> & { onMade: (bulk: string) => void }) {
  const { t } = useWords();
  const names = useNames();
  const text = useProblemText();
  const drivers = useDrivers();
  const rooms = useRoomsOf(filters, chosen);
  const [form] = Form.useForm<Values>();
  const what = Form.useWatch('what', form);
  const typed = Form.useWatch('rooms', form);
  const driver = drivers.data?.items.find((known) => known.driver === filters.driver);
  const order = orders(driver).find(({ key }) => key === what);
  const send = useMutation({
    mutationFn: ({ what: key, arguments: given, rooms: count }: Values) => {
      const { capability, action } = orders(driver).find((known) => known.key === key) ?? {
        capability: '',
        action: { id: '' },
      };
      return ask(
        hub.POST('/api/v1/devices/bulk-commands', {
          body: {
            filter: selectionOf(filters),
            capability,
            action: action.id,
            rooms: count ?? 0,
            ...(given === undefined ? {} : { arguments: given }),
            ...(chosen.length === 0 ? {} : { devices: [...chosen] }),
          },
        }),
      );
    },
    onSuccess: ({ id }) => onMade(id),
    onError: () => void rooms.refetch(),
  });
  if (filters.driver === undefined) return <Alert type="info" showIcon title={t('devices.bulkNoDriver')} />;
  return (
    <QueryView query={rooms}>
      {({ devices, rooms: count }) => (
        <Form<Values> form={form} layout="vertical" requiredMark={false} onFinish={(values) => send.mutate(values)}>
          <p>{t('devices.bulkText', { count: devices })}</p>
          <Form.Item
            name="what"
            label={t('devices.bulkWhat')}
            rules={[{ required: true, message: t('form.required') }]}
          >
            <NamedSelect<string>
              label={t('devices.bulkWhat')}
              placeholder={t('devices.bulkPick')}
              loading={drivers.isPending}
              options={orders(driver).map(({ key, capabilityNames, action }) => ({
                value: key,
                label: `${names.of(capabilityNames)} · ${names.of(action.names, action.id)}`,
              }))}
            />
          </Form.Item>
          {order?.action.arguments.map((argument) => (
            <Form.Item
              key={`${order.key} ${argument.name}`}
              name={['arguments', argument.name]}
              label={names.of(argument.names, argument.name)}
              initialValue={argument.default ?? undefined}
              rules={argument.default === null ? [{ required: true, message: t('form.required') }] : []}
            >
              {argument.kind === 'choice' ? (
                <NamedSelect<string>
                  label={names.of(argument.names, argument.name)}
                  options={argument.options.map((option) => ({ value: option.id, label: names.of(option, option.id) }))}
                />
              ) : argument.kind === 'number' ? (
                <InputNumber
                  style={{ width: 160 }}
                  {...(argument.minimum === null ? {} : { min: argument.minimum })}
                  {...(argument.maximum === null ? {} : { max: argument.maximum })}
                  {...(argument.whole ? { precision: 0 } : {})}
                />
              ) : (
                <Input />
              )}
            </Form.Item>
          ))}
          {(order?.capability === 'power' || order?.capability === 'relay') && (
            <Alert type="info" showIcon title={t('devices.bulkSpare')} style={{ marginBottom: 12 }} />
          )}
          <Form.Item name="rooms" label={t('devices.bulkConfirm', { rooms: count })}>
            <InputNumber style={{ width: 160 }} precision={0} controls={false} aria-label={t('devices.bulkNumber')} />
          </Form.Item>
          {send.isError && <Alert type="error" showIcon title={text(send.error)} style={{ marginBottom: 12 }} />}
          <Button
            type="primary"
            danger
            htmlType="submit"
            loading={send.isPending}
            disabled={typed !== count || order === undefined}
          >
            {t('devices.bulkSend')}
          </Button>
        </Form>
      )}
    </QueryView>
  );
}

interface Order {
  key: string;
  capability: string;
  capabilityNames: { zh: string; en: string };
  action: DescribedAction;
}

/** Everything that devices of this kind can be told; a camera is not turned in three hundred rooms. */
function orders(driver: DriverDescription | undefined): Order[] {
  return (driver?.capabilities ?? [])
    .filter(({ id }) => id !== 'ptz')
    .flatMap(({ id, names: capabilityNames, actions }) =>
      actions.map((action) => ({ key: `${id}/${action.id}`, capability: id, capabilityNames, action })),
    );
}

function BulkProgress({ bulk, onClose }: { bulk: string; onClose: () => void }) {
  const { t } = useWords();
  const [page, setPage] = useState(1);
  const job = useBulkCommand(bulk);
  const running = job.data?.state === 'running';
  const rows = useBulkRows(bulk, page, running);
  const cancel = useMutation({
    mutationFn: () => ask(hub.DELETE('/api/v1/devices/bulk-commands/{bulk}', { params: { path: { bulk } } })),
  });
  return (
    <QueryView query={job}>
      {({ state, counts }) => {
        const finished = counts.total - counts.waiting;
        return (
          <>
            <p role="status">
              {t(`bulkState.${state}`)} · {t('devices.bulkProgress', { finished, total: counts.total })}
            </p>
            <Progress
              percent={Math.floor((100 * finished) / Math.max(1, counts.total))}
              status={state === 'running' ? 'active' : 'normal'}
              aria-label={t('devices.bulkTitle')}
            />
            <QueryView query={rows}>
              {({ items, total }) => (
                <Table<BulkRow>
                  rowKey={({ roomId, device }) => `${roomId}/${device}`}
                  size="small"
                  style={{ margin: '12px 0' }}
                  dataSource={items}
                  pagination={{
                    current: page,
                    total,
                    pageSize: 20,
                    hideOnSinglePage: true,
                    showSizeChanger: false,
                    onChange: setPage,
                  }}
                  columns={[
                    { title: t('fleet.room'), render: (_, { schoolName, roomName }) => `${schoolName} ${roomName}` },
                    { title: t('devices.device'), render: (_, { deviceName }) => deviceName },
                    { title: t('devices.result'), render: (_, row) => <Outcome {...row} /> },
                  ]}
                />
              )}
            </QueryView>
            {running ? (
              <Button loading={cancel.isPending} onClick={() => cancel.mutate()}>
                {t('devices.bulkCancel')}
              </Button>
            ) : (
              <Button onClick={onClose}>{t('form.close')}</Button>
            )}
          </>
        );
      }}
    </QueryView>
  );
}
