import { useQueryClient } from '@tanstack/react-query';
import { openEventStream } from '@tongtang/web';
import { useEffect } from 'react';
import type { Device, RoomDevices, Scene } from '../../api/types';
import { roomDevicesKey } from './queries';

interface DevicesEvent {
  roomId: string;
  heardAt: string;
  items: Device[];
  scenes: Scene[];
}

/** What the room has after the news; undefined when the news names something that must be asked for. */
export function withDevices(known: RoomDevices, news: DevicesEvent): RoomDevices | undefined {
  const described = news.items.every(({ description }) => description === null || description in known.descriptions);
  return described ? { ...known, heardAt: news.heardAt, items: news.items, scenes: news.scenes } : undefined;
}

/** Keeps a room's devices as the hub tells them, while its page is open: the rest of the district is not told here. */
export function useDeviceEvents(room: string): void {
  const queryClient = useQueryClient();
  useEffect(() => {
    let lost = false;
    return openEventStream(`/api/v1/events?kinds=devices&readings=${room}`, {
      onEvent: ({ event, data }) => {
        if (event !== 'devices') return;
        const known = queryClient.getQueryData<RoomDevices>(roomDevicesKey(room));
        const next = known && withDevices(known, JSON.parse(data) as DevicesEvent);
        if (next === undefined) void queryClient.invalidateQueries({ queryKey: roomDevicesKey(room) });
        else queryClient.setQueryData(roomDevicesKey(room), next);
      },
      onConnection: (connected) => {
        // What changed while the stream was down was told to nobody.
        if (connected && lost) void queryClient.invalidateQueries({ queryKey: roomDevicesKey(room) });
        lost = !connected;
      },
    });
  }, [queryClient, room]);
}
