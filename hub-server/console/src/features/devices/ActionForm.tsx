import { Button, Form, Input, InputNumber, Modal, Switch } from 'antd';
import { useState } from 'react';
import type { DescribedAction, DescribedArgument, PropertyValue } from '../../api/types';
import { useWords } from '../../app/useWords';
import { NamedSelect } from '../../components/NamedSelect';
import { useNames } from './useNames';
import type { Send } from './useSend';

interface ActionFormProps {
  capability: string;
  action: DescribedAction;
  disabled: boolean;
  to: Send;
}

/** An action that must be told something first: a button that opens its form. */
export function ActionForm({ capability, action, disabled, to }: ActionFormProps) {
  const { t } = useWords();
  const names = useNames();
  const [open, setOpen] = useState(false);
  const title = names.of(action.names, action.id);
  const initial = Object.fromEntries(action.arguments.map(({ name, default: value }) => [name, value ?? undefined]));
  const send = (values: Record<string, PropertyValue | undefined>) => {
    const given = Object.entries(values).filter((pair): pair is [string, PropertyValue] => pair[1] !== undefined);
    to.send({ capability, action: action.id, arguments: Object.fromEntries(given) });
    setOpen(false);
  };
  const [form] = Form.useForm<Record<string, PropertyValue | undefined>>();
  return (
    <>
      <Button disabled={disabled} onClick={() => setOpen(true)}>
        {title}
      </Button>
      {open && (
        <Modal
          open
          title={title}
          okText={t('devices.send')}
          cancelText={t('form.cancel')}
          onOk={form.submit}
          onCancel={() => setOpen(false)}
        >
          <Form form={form} layout="vertical" requiredMark={false} initialValues={initial} onFinish={send}>
            {action.arguments.map((argument) => (
              <Form.Item
                key={argument.name}
                name={argument.name}
                label={names.of(argument.names, argument.name)}
                valuePropName={argument.kind === 'flag' ? 'checked' : 'value'}
                rules={
                  argument.default === null && argument.kind !== 'flag'
                    ? [{ required: true, message: t('form.required') }]
                    : []
                }
              >
                <ArgumentField argument={argument} />
              </Form.Item>
            ))}
            {/* Enter in a field sends. */}
            <button type="submit" hidden />
          </Form>
        </Modal>
      )}
    </>
  );
}

/** antd's Form hands value and onChange over. */
function ArgumentField({ argument, ...field }: { argument: DescribedArgument }) {
  const names = useNames();
  const label = names.of(argument.names, argument.name);
  switch (argument.kind) {
    case 'number':
      return (
        <InputNumber
          {...field}
          aria-label={label}
          style={{ width: '100%' }}
          {...(argument.minimum === null ? {} : { min: argument.minimum })}
          {...(argument.maximum === null ? {} : { max: argument.maximum })}
          {...(argument.whole ? { precision: 0 } : {})}
        />
      );
    case 'flag':
      return <Switch {...field} aria-label={label} />;
    case 'choice':
      return (
        <NamedSelect<string>
          {...field}
          label={label}
          options={argument.options.map((option) => ({ value: option.id, label: names.of(option, option.id) }))}
        />
      );
    default:
      return <Input {...field} aria-label={label} maxLength={argument.maximum ?? 2000} />;
  }
}
