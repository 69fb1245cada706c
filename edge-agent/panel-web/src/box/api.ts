import { ApiProblem, request, requestVersioned } from '@tongtang/web';
import type { Driver, Equipment, TracedPiece } from '@tongtang/web/equipment';
import type { CommandResult, Device, DeviceCommand, DeviceSearch } from './devices';
import type { LessonChoices, LessonLayout } from './linkedLesson';
import type { BoxRecording, Copy, UsbDrive } from './recordings';
import type { QuarantinedItem } from './quarantine';
import type { ClapResult, Probe, Source } from './sources';

const root = '/api/v1';
const post = <T = unknown>(path: string, body: unknown = {}): Promise<T> =>
  request<T>(`${root}${path}`, { method: 'POST', body });

/** Everything this page asks of the box. */
export const box = {
  start: (lesson?: { lessonId: string; teacher: string }) => post('/recording/start', lesson ?? {}),
  skip: () => post('/recording/skip'),
  delay: (minutes: number) => post('/recording/delay', { minutes }),
  pause: () => post('/recording/pause'),
  resume: () => post('/recording/resume'),
  stop: (undoSeconds: number) => post('/recording/stop', { undoSeconds }),
  undo: () => post('/recording/undo'),
  mark: () => post('/recording/mark'),
  extend: (minutes: number) => post('/recording/extend', { minutes }),
  cover: (on: boolean) => post('/recording/cover', { on }),
  help: () => post('/help'),
  wake: () => post('/wake'),

  runScene: (id: string) => post(`/scenes/${encodeURIComponent(id)}/run`),
  devices: (signal: AbortSignal) => request<Device[]>(`${root}/devices`, { signal }),
  command: async (device: string, command: DeviceCommand) => {
    const result = await post<CommandResult>(`/devices/${encodeURIComponent(device)}/commands`, command);
    if (result.outcome !== 'done') throw new ApiProblem(200, result.code, result.message);
  },

  lessonChoices: (signal: AbortSignal) => request<LessonChoices>(`${root}/lesson/choices`, { signal }),
  beginLesson: (pairingId: string, minutes: number) => post('/lesson/start', { pairingId, minutes }),
  raiseHand: (on: boolean) => post('/lesson/hand', { on }),
  muteRoom: (on: boolean) => post('/lesson/mute', { on }),
  callHelp: (on: boolean) => post('/lesson/help', { on }),
  giveFloor: (roomId: string | null) => post('/lesson/floor', { roomId }),
  inviteRoom: (roomId: string) => post('/lesson/invite', { roomId }),
  arrange: (layout: LessonLayout, mainSource: string | null) => post('/lesson/layout', { layout, mainSource }),
  playAt: (percent: number) => post('/lesson/volume', { percent }),
  showRecorded: (on: boolean) => post('/lesson/recorded', { on }),
  endLesson: () => post('/lesson/end'),
  leaveLesson: () => post('/lesson/leave'),
  shown: (key: string) => post('/display/shown', { key }),

  recordings: (signal: AbortSignal) => request<{ items: BoxRecording[] }>(`${root}/recordings`, { signal }),
  decideSpan: (id: string, number: number, decision: 'restore' | 'discard') =>
    post(`/recordings/${id}/hidden-spans/${number}/${decision}`),
  drives: (signal: AbortSignal) => request<UsbDrive[]>(`${root}/usb-drives`, { signal }),
  copyTo: (id: string, drive: string) => post<{ id: string }>(`/recordings/${id}/copies`, { drive }),
  copy: (id: string, signal: AbortSignal) => request<Copy>(`${root}/copies/${id}`, { signal }),
  cancelCopy: (id: string) => request(`${root}/copies/${id}`, { method: 'DELETE' }),

  enter: (pin: string) => post('/installer/session', { pin }),
  leave: () => request(`${root}/installer/session`, { method: 'DELETE' }),
  enrol: (code: string, hub: string) =>
    post<{ roomId: string; roomName: string }>('/enrolment', hub === '' ? { code } : { code, hub }),
  sources: (signal: AbortSignal) => request<Source[]>(`${root}/sources`, { signal }),
  keepSources: (sources: readonly Source[]) => request<Source[]>(`${root}/sources`, { method: 'PUT', body: sources }),
  probe: (source: Source) => post<Probe>('/sources/probe', source),
  equipment: (signal?: AbortSignal) => requestVersioned<Equipment>(`${root}/equipment`, signal ? { signal } : {}),
  keepEquipment: (equipment: Equipment, version: string) =>
    request(`${root}/equipment`, { method: 'PUT', body: equipment, ifMatch: version }),
  drivers: (signal: AbortSignal) => request<Driver[]>(`${root}/drivers`, { signal }),
  driverFiles: (driver: string, signal: AbortSignal) =>
    request<string[]>(`${root}/drivers/${encodeURIComponent(driver)}/files`, { signal }),
  keepDriverFile: (driver: string, file: string, content: object) =>
    request(`${root}/drivers/${encodeURIComponent(driver)}/files/${encodeURIComponent(file)}`, {
      method: 'PUT',
      body: content,
    }),
  serialPorts: (signal: AbortSignal) => request<{ path: string; name: string }[]>(`${root}/serial-ports`, { signal }),
  searchDevices: () => post<DeviceSearch>('/devices/search'),
  deviceSearch: (signal: AbortSignal) => request<DeviceSearch>(`${root}/devices/search`, { signal }),
  endSearch: () => request(`${root}/devices/search`, { method: 'DELETE' }),
  traceWire: (device: string) => post(`/devices/${encodeURIComponent(device)}/wire`),
  wire: (device: string, after: number, signal: AbortSignal) =>
    request<{ on: boolean; pieces: TracedPiece[] }>(
      `${root}/devices/${encodeURIComponent(device)}/wire?after=${after}`,
      { signal },
    ),
  endTrace: (device: string) => request(`${root}/devices/${encodeURIComponent(device)}/wire`, { method: 'DELETE' }),
  quarantine: (signal: AbortSignal) => request<QuarantinedItem[]>(`${root}/quarantine`, { signal }),
  retryItem: (id: string) => post(`/quarantine/${id}/retry`),
  deleteItem: (id: string) => request(`${root}/quarantine/${id}`, { method: 'DELETE' }),
  clapTest: () => post<ClapResult[]>('/clap-test'),
};
