/** A file as the hub takes it in JSON. */
export interface PickedFile {
  fileName: string;
  content: string;
}

export async function pickedFile(file: File): Promise<PickedFile> {
  return { fileName: file.name, content: await base64(file) };
}

async function base64(file: Blob): Promise<string> {
  const bytes = new Uint8Array(await file.arrayBuffer());
  let text = '';
  // In pieces: a call takes only so many arguments.
  for (let at = 0; at < bytes.length; at += 8192) text += String.fromCharCode(...bytes.subarray(at, at + 8192));
  return btoa(text);
}
