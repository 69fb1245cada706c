const browsers: readonly (readonly [RegExp, string])[] = [
  [/MicroMessenger\//, 'WeChat'],
  [/Edg\//, 'Edge'],
  [/Firefox\//, 'Firefox'],
  [/Chrome\//, 'Chrome'],
  [/Safari\//, 'Safari'],
];

const systems: readonly (readonly [RegExp, string])[] = [
  [/Windows/, 'Windows'],
  [/Android/, 'Android'],
  [/iPhone|iPad/, 'iOS'],
  [/Mac OS X/, 'macOS'],
  [/Linux/, 'Linux'],
];

/** What a browser's own long description means, such as "Chrome · Windows"; undefined when it is none that people know. */
export function browserName(agent: string): string | undefined {
  const named = [browsers, systems].map((known) => known.find(([pattern]) => pattern.test(agent))?.[1]);
  const parts = named.filter((part) => part !== undefined);
  return parts.length === 0 ? undefined : parts.join(' · ');
}
