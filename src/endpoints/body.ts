/** Bodies of answers, read within a bound. */

/** LiteLLM's list of models is the longest. */
const MOST_BYTES = 8 << 20;

/** @returns the text as far as the bound lets it be read, and whether that is all of it; what is left out is not received */
export async function boundedText(body: AsyncIterable<Uint8Array> | null): Promise<{ text: string; whole: boolean }> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  let whole = true;
  for await (const chunk of body ?? []) {
    bytes += chunk.length;
    if (bytes > MOST_BYTES) {
      whole = false;
      break; // leaving the loop cancels the rest
    }
    chunks.push(chunk);
  }
  return { text: Buffer.concat(chunks).toString('utf8'), whole };
}
