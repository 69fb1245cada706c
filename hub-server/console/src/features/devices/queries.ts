import type { Driver } from '@tongtang/web/equipment';
import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { ApiError } from '../../api/ApiError';
import { ask, hub } from '../../api/client';
import type { PropertyValue } from '../../api/types';
import { selectionOf, toQuery, type DeviceFilters } from './deviceFilters';

export const roomDevicesKey = (room: string) => ['room-devices', room] as const;

export function useRoomDevices(id: string) {
  return useQuery({
    queryKey: roomDevicesKey(id),
    queryFn: ({ signal }) => ask(hub.GET('/api/v1/rooms/{id}/devices', { params: { path: { id } }, signal })),
  });
}

export interface DeviceCommand {
  capability: string;
  action: string;
  arguments?: Record<string, PropertyValue>;
}

interface Answer {
  outcome: 'done' | 'refused' | 'expired';
  errorCode: string | null;
  errorMessage: string | null;
}

/** A refusal of the box or of the device, and a deadline passed, are errors like any other. */
function settled<T extends Answer>(answer: T): T {
  if (answer.outcome === 'expired') throw new ApiError(409, 'command_expired', 'The box did not answer in time.');
  if (answer.outcome === 'refused')
    throw new ApiError(409, answer.errorCode ?? 'command_refused', answer.errorMessage ?? 'The device refused.');
  return answer;
}

export function useDeviceCommand(room: string, device: string) {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: async (body: DeviceCommand) =>
      settled(
        await ask(
          hub.POST('/api/v1/rooms/{id}/devices/{device}/commands', { params: { path: { id: room, device } }, body }),
        ),
      ),
    onSettled: () => queryClient.invalidateQueries({ queryKey: ['device-commands', room] }),
  });
}

export function useRunScene(room: string) {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: async (scene: string) =>
      settled(await ask(hub.POST('/api/v1/rooms/{id}/scenes/{scene}/run', { params: { path: { id: room, scene } } }))),
    onSettled: () => queryClient.invalidateQueries({ queryKey: ['device-commands', room] }),
  });
}

export const commandsPerPage = 20;

/** Of one device, or of everything in the room. */
export function useDeviceHistory(room: string, device: string | undefined, page: number) {
  const query = { page, pageSize: commandsPerPage, ...(device === undefined ? {} : { device }) };
  return useQuery({
    queryKey: ['device-commands', room, query],
    queryFn: ({ signal }) =>
      ask(hub.GET('/api/v1/rooms/{id}/device-commands', { params: { path: { id: room }, query }, signal })),
    placeholderData: keepPreviousData,
  });
}

/** One reading over a span that ends now. */
export function useReadingHistory(room: string, device: string, name: string, hours: number) {
  return useQuery({
    queryKey: ['reading', room, device, name, hours],
    queryFn: ({ signal }) => {
      const from = new Date(Date.now() - hours * 3_600_000).toISOString();
      const query = { device, name, from };
      return ask(hub.GET('/api/v1/rooms/{id}/readings', { params: { path: { id: room }, query }, signal }));
    },
    placeholderData: keepPreviousData,
    refetchInterval: 60_000,
  });
}

const configurationKey = (room: string) => ['device-configuration', room] as const;

export function useDeviceConfiguration(id: string) {
  return useQuery({
    queryKey: configurationKey(id),
    queryFn: ({ signal }) =>
      ask(hub.GET('/api/v1/rooms/{id}/device-configuration', { params: { path: { id } }, signal })),
    // The box answers within a moment; until then it is asked for.
    refetchInterval: ({ state }) => (state.data?.state === 'pending' ? 2_000 : false),
  });
}

/** What the box says can be added to its room. */
export interface DeviceChoices {
  drivers: readonly Driver[];
  ports: readonly { path: string; name: string }[];
  /** By driver: what settings that name a file can name. */
  files: Readonly<Record<string, readonly string[]>>;
}

/** Asked of the box each time somebody is about to add a device. */
export function useDeviceChoices(id: string) {
  return useQuery({
    queryKey: ['device-choices', id],
    queryFn: async ({ signal }) => {
      const told: unknown = await ask(
        hub.GET('/api/v1/rooms/{id}/device-choices', { params: { path: { id } }, signal }),
      );
      const { drivers = [], ports = [], files = {} } = told as Partial<DeviceChoices>;
      return { drivers, ports, files };
    },
    staleTime: 0,
    gcTime: 0,
    retry: false,
  });
}

export function useSaveConfiguration(id: string, onDone?: () => void) {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (body: { version: number; configuration: object }) =>
      ask(hub.PUT('/api/v1/rooms/{id}/device-configuration', { params: { path: { id } }, body })),
    onSuccess: (saved) => {
      queryClient.setQueryData(configurationKey(id), saved);
      onDone?.();
    },
  });
}

export function useWatchWire(room: string, device: string) {
  return useMutation({
    mutationFn: (seconds: number) =>
      ask(
        hub.POST('/api/v1/rooms/{id}/devices/{device}/wire', {
          params: { path: { id: room, device } },
          body: { seconds },
        }),
      ),
  });
}

export function useDevices(filters: DeviceFilters) {
  const query = toQuery(filters);
  return useQuery({
    queryKey: ['devices', 'list', query],
    queryFn: ({ signal }) => ask(hub.GET('/api/v1/devices', { params: { query }, signal })),
    placeholderData: keepPreviousData,
    refetchInterval: 15_000,
  });
}

/** What there is to narrow by: of everything that can be seen, whatever else is chosen. */
export function useDeviceKinds() {
  return useQuery({
    queryKey: ['devices', 'kinds'],
    queryFn: ({ signal }) => ask(hub.GET('/api/v1/devices/kinds', { signal })),
    staleTime: 60_000,
  });
}

export function useDrivers(enabled = true) {
  return useQuery({
    queryKey: ['devices', 'drivers'],
    queryFn: ({ signal }) => ask(hub.GET('/api/v1/device-drivers', { signal })),
    staleTime: 60_000,
    enabled,
  });
}

export function useBulkCommand(bulk: string) {
  return useQuery({
    queryKey: ['bulk-command', bulk],
    queryFn: ({ signal }) =>
      ask(hub.GET('/api/v1/devices/bulk-commands/{bulk}', { params: { path: { bulk } }, signal })),
    refetchInterval: ({ state }) => (state.data?.state === 'running' || state.data === undefined ? 1_000 : false),
  });
}

export function useBulkRows(bulk: string, page: number, running: boolean) {
  const query = { page, pageSize: 20 };
  return useQuery({
    queryKey: ['bulk-command', bulk, 'rows', page, running],
    queryFn: ({ signal }) =>
      ask(hub.GET('/api/v1/devices/bulk-commands/{bulk}/rows', { params: { path: { bulk }, query }, signal })),
    placeholderData: keepPreviousData,
    refetchInterval: running ? 2_000 : false,
  });
}

export function useRemoteLimits(id: string) {
  return useQuery({
    queryKey: ['remote-limits', id],
    queryFn: ({ signal }) => ask(hub.GET('/api/v1/schools/{id}/remote-limits', { params: { path: { id } }, signal })),
  });
}

export function useSaveLimits(id: string, onDone: () => void) {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (forbidden: string[]) =>
      ask(hub.PUT('/api/v1/schools/{id}/remote-limits', { params: { path: { id } }, body: { forbidden } })),
    onSuccess: (saved) => {
      queryClient.setQueryData(['remote-limits', id], saved);
      void queryClient.invalidateQueries({ queryKey: ['room-devices'] });
      onDone();
    },
  });
}

/** How many devices and rooms a command would reach: of the chosen ones, or of all that match. */
export function useRoomsOf(filters: DeviceFilters, chosen: readonly string[]) {
  const selection = selectionOf(filters);
  return useQuery({
    queryKey: ['devices', 'rooms', selection, chosen],
    queryFn: async ({ signal }) => {
      if (chosen.length > 0)
        return { devices: chosen.length, rooms: new Set(chosen.map((key) => key.split('/')[0])).size };
      return ask(hub.GET('/api/v1/devices/counts', { params: { query: selection }, signal }));
    },
  });
}
