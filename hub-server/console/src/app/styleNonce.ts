type CreateElement = (name: string, options?: ElementCreationOptions) => HTMLElement;

/**
 * The nonce of this page: the hub's content security policy lets in only the styles that carry it. Ant Design is given
 * it, but its scroll lock and scrollbar measurement make style elements without; those get it here. Styles in markup
 * that somebody injects are refused as before, since the parser does not come this way.
 */
export function giveStylesTheNonce(): string {
  const nonce = document.querySelector<HTMLMetaElement>('meta[property=csp-nonce]')?.nonce ?? '';
  const create: CreateElement = Reflect.get(document, 'createElement');
  const createWithNonce: CreateElement = (name, options) => {
    const element = create.call(document, name, options);
    if (element instanceof HTMLStyleElement) element.nonce = nonce;
    return element;
  };
  Object.defineProperty(document, 'createElement', { value: createWithNonce, configurable: true });
  return nonce;
}
