/** Lengths as the databases count them: in UTF-16 units. A text that is cut never ends in half a character. */

/** Width of nodeName, nodeDesc, prinName …: "the page of each table" of both schemas. */
export const NAME_LIMIT_UNITS = 256;

const GRAPHEMES = new Intl.Segmenter('en', { granularity: 'grapheme' });
/** Longest cluster that is kept whole; an emoji family has 11 units, a flag of a region 14. */
const CLUSTER_UNITS = 64;

/**
 * The longest beginning of `text` that has at most `units` UTF-16 units and cuts no emoji in half: neither a surrogate
 * pair nor a sequence of several code points (families, flags, skin tones).
 */
export function cut(text: string, units: number): string {
  if (text.length <= units) return text;
  if (units <= 0) return '';
  const from = pairStart(text, Math.max(0, units - CLUSTER_UNITS));
  let end = from;
  for (const { index, segment } of GRAPHEMES.segment(text.slice(from, units + CLUSTER_UNITS))) {
    if (from + index + segment.length > units) break;
    end = from + index + segment.length;
  }
  // A cluster longer than any emoji (piled-up accents): between code points will do.
  return text.slice(0, end > from ? end : pairStart(text, units));
}

/** `at`, or one less when `at` lies between the halves of a surrogate pair. */
function pairStart(text: string, at: number): number {
  if (at <= 0 || at >= text.length) return at;
  const before = text.charCodeAt(at - 1);
  const after = text.charCodeAt(at);
  const splits = before >= 0xd800 && before <= 0xdbff && after >= 0xdc00 && after <= 0xdfff;
  return splits ? at - 1 : at;
}
