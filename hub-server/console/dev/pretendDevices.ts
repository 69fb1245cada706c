import type {
  BothLanguages,
  DescribedAction,
  DescribedArgument,
  DescribedCapability,
  DescribedProperty,
  Device,
  DeviceItem,
  DriverDescription,
  PropertyValue,
  Room,
  RoomDevices,
} from '../src/api/types.ts';

/** The equipment of the made-up rooms: a projector, a panel, a PTZ camera, a sensor box and a relay board each. */
const beamer: DriverDescription = {
  driver: 'pjlink',
  names: { zh: 'PJLink 投影机', en: 'PJLink projector' },
  models: ['Epson'],
  proof: 'vectors',
  settings: [
    setting('password', '密码', 'Password', 'secret', null, 32),
    setting('retries', '重试次数', 'Retries', 'integer', 2, 9),
  ],
  capabilities: [
    onOff('power', '电源', 'Power', [
      property('power', '电源', 'Power', 'choice', '', [
        ['on', '开', 'on'],
        ['off', '关', 'off'],
        ['warming', '预热中', 'warming up'],
      ]),
    ]),
    {
      id: 'input',
      names: say('信号源', 'Input'),
      actions: [
        action('set', '选择', 'Select', [
          argument('input', '信号源', 'Input', 'choice', null, null, [
            ['hdmi1', 'HDMI 1', 'HDMI 1'],
            ['vga', 'VGA', 'VGA'],
          ]),
        ]),
      ],
      properties: [],
    },
    {
      id: 'volume',
      names: say('音量', 'Volume'),
      actions: [action('set', '设置', 'Set', [argument('level', '音量', 'Level', 'number', 0, 100)])],
      properties: [property('volume', '音量', 'Volume', 'number', '%')],
    },
    onOff('mute', '静音', 'Mute', [property('mute', '静音', 'Mute', 'flag')]),
    {
      id: 'reading',
      names: say('读数', 'Readings'),
      actions: [],
      properties: [{ ...property('lamp_hours', '灯泡时长', 'Lamp hours', 'number', 'h'), reading: true }],
    },
  ],
};

const camera: DriverDescription = {
  driver: 'visca',
  names: { zh: 'VISCA 云台摄像机', en: 'VISCA camera' },
  models: [],
  proof: 'foreignPeer',
  settings: [],
  capabilities: [
    {
      id: 'ptz',
      names: say('云台', 'Pan, tilt, zoom'),
      actions: [
        action('move', '转动', 'Move', [argument('pan', '水平', 'Pan', 'number', -1, 1)]),
        action('stop', '停止', 'Stop', []),
        action('home', '归位', 'Home', []),
        action('recall', '调用预置位', 'Recall', [argument('preset', '预置位', 'Preset', 'number', 1, 9)]),
        action('store', '保存预置位', 'Store', [argument('preset', '预置位', 'Preset', 'number', 1, 9)]),
      ],
      properties: [],
    },
  ],
};

const sensors: DriverDescription = {
  driver: 'modbus',
  names: { zh: '环境传感器', en: 'Room sensors' },
  models: [],
  proof: 'foreignPeer',
  settings: [],
  capabilities: [
    {
      id: 'reading',
      names: say('读数', 'Readings'),
      actions: [],
      properties: [
        { ...property('temperature_celsius', '温度', 'Temperature', 'number', '°C'), reading: true },
        { ...property('co2_ppm', '二氧化碳', 'CO₂', 'number', 'ppm'), reading: true },
      ],
    },
    {
      id: 'relay',
      names: say('继电器', 'Relay'),
      actions: [
        action('on', '闭合', 'On', [argument('channel', '路', 'Channel', 'number', 1, 2)]),
        action('off', '断开', 'Off', [argument('channel', '路', 'Channel', 'number', 1, 2)]),
        action('pulse', '点动', 'Pulse', [argument('channel', '路', 'Channel', 'number', 1, 2)]),
      ],
      properties: [
        property('relay_1', '第 1 路', 'Channel 1', 'flag'),
        property('relay_2', '第 2 路', 'Channel 2', 'flag'),
      ],
    },
    {
      id: 'display',
      names: say('显示', 'Display'),
      actions: [
        action('show', '显示文字', 'Show text', [argument('text', '文字', 'Text', 'text', null, 200)]),
        action('clear', '清除', 'Clear', []),
      ],
      properties: [],
    },
  ],
};

export const drivers = [beamer, camera, sensors];

const ago = (minutes: number) => new Date(Date.now() - minutes * 60_000).toISOString();

export function devicesOf(room: Room): RoomDevices {
  const items: Device[] = [
    device(
      'projector',
      '投影机',
      beamer,
      { power: 'on', input: 'hdmi1', volume: 35, mute: false },
      { lamp_hours: 1234 },
      'EB-2065',
    ),
    { ...device('camera', '教师摄像机', camera, {}, {}, 'SRG-300'), state: 'online' },
    device(
      'sensors',
      '环境传感器',
      sensors,
      { relay_1: true, relay_2: false },
      { temperature_celsius: 22.4, co2_ppm: 812 },
      '',
    ),
    {
      ...device('board', '智慧黑板', beamer, {}, {}, ''),
      state: 'offline',
      problem: { code: 'device_unreachable', message: 'No route to host.' },
    },
  ];
  return {
    roomId: room.id,
    live: room.presence === 'online',
    heardAt: ago(3),
    items,
    scenes: [
      {
        id: 'class-on',
        nameZh: '上课',
        nameEn: 'Begin class',
        lastRun: { startedAt: ago(45), endedAt: ago(44), startedBy: 'panel', failedSteps: [] },
      },
      {
        id: 'class-off',
        nameZh: '下课',
        nameEn: 'End class',
        lastRun: {
          startedAt: ago(90),
          endedAt: ago(89),
          startedBy: 'timetable',
          failedSteps: ['board: power off: device_offline'],
        },
      },
      { id: 'lecture', nameZh: '讲座', nameEn: 'Lecture', lastRun: null },
    ],
    descriptions: Object.fromEntries(drivers.map((driver) => [driver.driver, driver])),
    forbidden: [],
  };
}

export function listedDevices(rooms: readonly Room[]): DeviceItem[] {
  return rooms
    .filter(({ presence }) => presence !== 'unenrolled')
    .flatMap((room, index) =>
      devicesOf(room).items.map((item) => ({
        roomId: room.id,
        roomName: room.name,
        schoolId: room.schoolId,
        schoolName: room.schoolName,
        regionName: room.regionName,
        id: item.id,
        name: item.name,
        driver: item.driver,
        driverNames: drivers.find(({ driver }) => driver === item.driver)?.names ?? null,
        manufacturer: item.identity['manufacturer'] ?? '',
        model: item.identity['model'] ?? '',
        firmware: item.identity['firmware'] ?? '',
        hours: item.readings['lamp_hours'] === undefined ? null : item.readings['lamp_hours'] + index,
        state: room.presence === 'online' ? item.state : ('stale' as const),
        since: item.since,
        problem: item.problem,
        recording: room.state?.recorder === 'recording',
      })),
    );
}

export function pretendPoints() {
  return Array.from({ length: 96 }, (_, i) => ({
    time: ago((96 - i) * 15),
    value: Math.round(650 + 250 * Math.sin(i / 9) + (i % 7) * 8),
  }));
}

export function pretendConfiguration(room: Room) {
  const configured = devicesOf(room).items.map(({ id, name, driver }) => ({
    id,
    name,
    driver,
    connection: { kind: 'tcp', host: '192.168.10.20', port: 4352 },
    settings: driver === 'pjlink' ? { password: '••••' } : {},
  }));
  const scenes = [
    {
      id: 'begin',
      names: { zh: '上课', en: 'Begin class' },
      steps: [
        { device: 'projector', capability: 'power', action: 'on', until: { property: 'power', is: 'on', seconds: 60 } },
        { recording: 'start' },
      ],
    },
  ];
  const rules = [
    {
      id: 'stuffy',
      names: { zh: '二氧化碳偏高', en: 'Stuffy air' },
      when: { device: 'air', reading: 'co2_ppm', above: 1000, forSeconds: 300 },
      alarm: { zh: '请开窗通风', en: 'Please open a window' },
    },
  ];
  return {
    state: 'changed-on-box',
    version: 3,
    configuration: { devices: configured, scenes, rules },
    savedBy: 'admin',
    savedAt: ago(3_000),
    reportedVersion: 3,
    problems: [],
    actual: {
      devices: configured.map((d) => (d.id === 'board' ? { ...d, name: '希沃黑板' } : d)),
      scenes,
      rules,
    },
    reportedAt: ago(20),
  };
}

export function pretendHistory() {
  return ['done', 'refused', 'expired', 'done'].map((outcome, i) => ({
    id: `${i}`.padStart(32, '0'),
    device: 'projector',
    deviceName: '投影机',
    capability: 'volume',
    action: 'set',
    arguments: { level: 30 + i },
    requestedBy: 'admin',
    createdAt: ago(5 + i * 30),
    outcome,
    errorCode: outcome === 'refused' ? 'command_not_now' : outcome === 'expired' ? 'no_answer' : null,
    errorMessage: null,
    finishedAt: ago(5 + i * 30),
  }));
}

function device(
  id: string,
  name: string,
  { driver }: DriverDescription,
  properties: Record<string, PropertyValue>,
  readings: Record<string, number>,
  model: string,
): Device {
  return {
    id,
    name,
    driver,
    state: 'online',
    since: ago(60),
    problem: null,
    properties,
    readings,
    identity: model === '' ? {} : { manufacturer: 'EPSON', model, firmware: '1.02' },
    description: driver,
  };
}

function say(zh: string, en: string): BothLanguages {
  return { zh, en };
}

function onOff(id: string, zh: string, en: string, properties: DescribedProperty[]): DescribedCapability {
  return {
    id,
    names: say(zh, en),
    actions: [action('on', '开', 'On', []), action('off', '关', 'Off', [])],
    properties,
  };
}

function action(id: string, zh: string, en: string, given: DescribedArgument[]): DescribedAction {
  return { id, names: say(zh, en), arguments: given, leadsTo: {} };
}

function argument(
  name: string,
  zh: string,
  en: string,
  kind: string,
  minimum: number | null,
  maximum: number | null,
  options: [string, string, string][] = [],
): DescribedArgument {
  return {
    name,
    names: say(zh, en),
    kind,
    minimum,
    maximum,
    whole: kind === 'number' && maximum !== 1,
    options: options.map(choice),
    default: null,
  };
}

function property(
  name: string,
  zh: string,
  en: string,
  kind: string,
  unit = '',
  options: [string, string, string][] = [],
): DescribedProperty {
  return { name, names: say(zh, en), kind, unit, options: options.map(choice), reading: false };
}

function choice([id, zh, en]: [string, string, string]) {
  return { id, zh, en };
}

function setting(name: string, zh: string, en: string, kind: string, value: number | null, maximum: number) {
  return { name, names: say(zh, en), help: null, kind, default: value, minimum: null, maximum, options: [] };
}
