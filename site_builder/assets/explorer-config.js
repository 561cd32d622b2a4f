// A pasted config.json, read by the polynomials that the build measured from the Python reader.
import { Refusal, UNLIMITED } from "./explorer-engine.js";

const LARGEST = 1e12;

export function readConfig(text, families) {
  if (text.length > 100000) throw new Refusal("This is too long for a config.json.");
  let config;
  try {
    config = JSON.parse(text);
  } catch {
    throw new Refusal("This is not JSON; paste the whole config.json of a model, braces included.");
  }
  const family = families.find(({ type }) => type === config?.model_type);
  if (!family) {
    const known = families.map(({ type }) => type).join(", ");
    throw new Refusal(`The page reads a config.json whose model_type is one of ${known}; \`atlas roofline --model config.json\` reads many more.`);
  }
  if (config.use_sliding_window === true || config.layer_types?.includes?.("sliding_attention")) {
    throw new Refusal("The page does not read layers with different windows; `atlas roofline` does.");
  }
  const fields = [...widths(config, family), ...family.flags.map((name) => flag(config, name))];
  return modelOf(config, family, fields);
}

function modelOf(config, family, fields) {
  const values = family.values.map((terms) => terms.reduce(
    (sum, [coefficient, places]) => sum + places.reduce((product, at) => product * fields[at], coefficient), 0));
  if (family.window !== null) {
    const window = config.sliding_window ?? null;
    const longest = config.max_position_embeddings ?? Infinity;
    values[family.window] = window !== null && whole("sliding_window", window) < longest ? window : UNLIMITED;
  }
  if (!values.every(Number.isSafeInteger)) throw new Refusal("The numbers of this config.json are too large for any model.");
  return { id: "own-model", name: "your configuration", structure: family.structure, values };
}

function widths(config, family) {
  const of = (name, absent) => (config[name] === undefined || config[name] === null ? absent : whole(name, config[name]));
  const found = {};
  for (const name of family.widths) {
    const heads = found.num_attention_heads;
    const absent = name === "num_key_value_heads" ? heads
      : name === "head_dim" ? family.headDim || found.hidden_size / heads : undefined;
    found[name] = of(name, absent);
    if (found[name] === undefined) throw new Refusal(`config.json lacks ${name}.`);
  }
  if (found.num_attention_heads % found.num_key_value_heads) throw new Refusal("num_key_value_heads must divide num_attention_heads.");
  if (!Number.isInteger(found.head_dim)) throw new Refusal("num_attention_heads must divide hidden_size where head_dim is absent.");
  if (found.num_experts_per_tok > found.num_local_experts) throw new Refusal("num_experts_per_tok exceeds num_local_experts.");
  return family.widths.map((name) => found[name]);
}

function whole(name, value) {
  if (!Number.isInteger(value) || value < 1 || value > LARGEST) throw new Refusal(`${name} must be a whole number from 1 up.`);
  return value;
}

function flag(config, name) {
  const value = config[name] ?? false;
  if (typeof value !== "boolean") throw new Refusal(`${name} must be true or false.`);
  return Number(value);
}
