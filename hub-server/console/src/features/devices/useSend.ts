import { App } from 'antd';
import { useProblemText } from '../../components/useProblemText';
import { useDeviceCommand, type DeviceCommand } from './queries';

export interface Send {
  /** Sends it, and says on the page what went wrong. */
  send: (command: DeviceCommand) => void;
  /** The command that is on its way. */
  pending: DeviceCommand | undefined;
}

export function useSend(room: string, device: string): Send {
  const { message } = App.useApp();
  const text = useProblemText();
  const command = useDeviceCommand(room, device);
  return {
    send: (body) => command.mutate(body, { onError: (error) => void message.error(text(error), 6) }),
    pending: command.isPending ? command.variables : undefined,
  };
}
