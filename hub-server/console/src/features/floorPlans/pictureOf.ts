import { pickedFile } from '../../components/pickedFile';

const longestSide = 3_000;

/**
 * A picked picture as the hub takes it, in Base64. A phone's photograph is turned upright and made smaller; a drawing that
 * is small enough goes as it is.
 */
export async function pictureOf(file: File): Promise<string> {
  const bitmap = await createImageBitmap(file);
  const scale = Math.min(1, longestSide / Math.max(bitmap.width, bitmap.height));
  const png = file.type === 'image/png';
  const blob = png && scale === 1 ? file : await drawn(bitmap, scale, png ? 'image/png' : 'image/jpeg');
  bitmap.close();
  return (await pickedFile(new File([blob], file.name))).content;
}

function drawn(bitmap: ImageBitmap, scale: number, type: string): Promise<Blob> {
  const canvas = document.createElement('canvas');
  [canvas.width, canvas.height] = [Math.round(bitmap.width * scale), Math.round(bitmap.height * scale)];
  canvas.getContext('2d')?.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve, reject) => {
    canvas.toBlob((blob) => (blob === null ? reject(new Error('no picture')) : resolve(blob)), type, 0.85);
  });
}
