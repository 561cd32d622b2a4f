// Stacks that fit together: technique by technique, each the one that gains most beside the others.
import { Refusal, breath } from "./explorer-engine.js";

const MOST = 4;
const LEAST = 1.05;
const AT_ONCE = 10;

// Which techniques a stack may take; none takes other hardware.
export const KINDS = [
  ["Nothing trained, no more devices", ({ choice, e, now }) => !choice.trains && e.devices === now.devices],
  ["Training or more devices allowed", () => true],
];

// The choices of a stack and what it comes to; null where fewer than two gain together. What
// paging and batching replace is taken for granted, so they have nothing to add.
export async function stackOf(engine, base, hits, gainOf, isLatest) {
  const free = hits.filter(({ choice }) => choice.level !== "hardware-level" && !choice.steps.some(({ before }) => before));
  let best = { stack: [], gain: 1 };
  while (best.stack.length < MOST) {
    const next = await longer(engine, base, free, best, gainOf, isLatest);
    if (!next) break;
    best = next;
  }
  return best.stack.length > 1 ? best : null;
}

// The stack with one technique more, of a family of its own.
async function longer(engine, base, free, start, gainOf, isLatest) {
  const families = new Set(start.stack.map(({ group }) => group));
  let best = null;
  for (const [at, { choice }] of free.entries()) {
    if (at % AT_ONCE === AT_ONCE - 1) await breath();
    if (!isLatest()) return null;
    if (families.has(choice.group)) continue;
    const found = tried(engine, base, [...start.stack, choice], gainOf);
    if (found && found.gain > (best ?? start).gain * (best ? 1 : LEAST)) best = found;
  }
  return best;
}

function tried(engine, base, stack, gainOf) {
  try {
    const e = engine.estimate(engine.after(base, stack));
    return e.fits ? { stack, e, gain: gainOf(engine.estimate(base), e) } : null;
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return null;
  }
}
