"""The engine in a browser gives the numbers of the Python engine, to the last bit."""

import functools
import gzip
import http.server
import json
import random
import threading
from dataclasses import replace
from pathlib import Path

import pytest

from roofline import Deployment, Execution, Numerics, Workload, load_devices, load_models
from roofline.calibrated import load_calibration
from roofline.estimate import estimate
from roofline.impact import apply_effects, without_effects
from site_builder.explorer.data import engine_files
from site_builder.explorer.effects import choices
from site_builder.loading import load_atlas
from site_builder.site import assets
from site_builder.theme.shell import Site

pytestmark = pytest.mark.browser

REPOSITORY = Path(__file__).parents[3]
PER_STRUCTURE = 5
NAMES = ("batch", "prompt_tokens", "output_tokens", "weight_bits", "activation_bits", "kv_bits")


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *args):
        pass


@pytest.fixture(scope="module")
def whole():
    """The real library: structures and effects of every kind."""
    return load_atlas(REPOSITORY, Site())


@pytest.fixture(scope="module")
def files(whole):
    return dict(engine_files(whole))


@pytest.fixture(scope="module")
def engine_page(files, browser, tmp_path_factory):
    """An empty page beside the engine's files and scripts, the engine loaded as `engine`."""
    folder = tmp_path_factory.mktemp("engine")
    for path, content in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content)
    (folder / "assets/atlas").mkdir()
    for path, file in assets():
        (folder / path).write_bytes(file.read_bytes())
    (folder / "index.html").write_text("<!doctype html><title>engine</title>")
    handler = functools.partial(_Quiet, directory=str(folder))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    page = browser.new_page()
    page.goto(f"http://127.0.0.1:{server.server_port}/index.html")
    page.evaluate(
        """async () => {
          const module = await import("/assets/atlas/explorer-engine.js");
          globalThis.Refusal = module.Refusal;
          globalThis.engine = await module.Engine.load(location.origin + "/assets/engine/");
          globalThis.same = (a, b) => a.length === b.length
            && a.every((x, i) => x === b[i] || Object.is(x, b[i]));
        }"""
    )
    yield page
    page.close()
    server.shutdown()
    server.server_close()


def _plain(model: str, rng: random.Random) -> dict:
    settings = {
        "batch": rng.choice([1, 3, 8, 37, 256]),
        "prompt_tokens": rng.choice([1, 100, 1024, 5000, 131072]),
        "output_tokens": rng.choice([1, 17, 256, 4096]),
        "weight_bits": rng.choice([16, 8, 4]),
        "activation_bits": rng.choice([16, 16, 8]),
        "kv_bits": rng.choice([16, 8]),
        "tensor": rng.choice([1, 1, 2, 8]),
        "pipeline": rng.choice([1, 1, 3]),
    }
    return {
        "model": model,
        "device": rng.choice(sorted(load_devices())),
        "settings": settings,
    }


def _cases(files: dict, found: dict) -> list[dict]:
    """Some deployments of every structure shipped, each under a random stack of effects."""
    rng = random.Random(7)
    ways: dict[str, list[tuple[str, list[str]]]] = {}
    by_variant: dict[int, list[str]] = {}
    for name in ("techniques", "papers"):
        for choice in json.loads(files[f"assets/engine/{name}.json"]):
            if "variant" in choice:
                by_variant.setdefault(choice["variant"], []).append(choice["id"])
    for model in load_models():
        data = json.loads(files[f"assets/engine/models/{model}.json"])
        ways.setdefault(data["structure"], []).append((model, []))
        for place, made in enumerate(data["variants"]):
            if "structure" in made:
                ways.setdefault(made["structure"], []).append((model, by_variant[place]))
    turning = sorted(c.id for c in found.values() if not c.variant and not c.left_out)
    cases = []
    for _structure, ends in sorted(ways.items()):
        for _ in range(PER_STRUCTURE):
            model, rebuilding = rng.choice(ends)
            stack = rng.sample(turning, rng.choice([0, 1, 2, 3]))
            stack += [rng.choice(rebuilding)] if rebuilding else []
            rng.shuffle(stack)
            cases.append({**_plain(model, rng), "stack": stack})
    return cases


def _python(case: dict, found: dict) -> dict | None:
    """What Python says: numbers before and after, or None where it refuses."""
    s = case["settings"]
    start = Deployment(
        load_models()[case["model"]],
        load_devices()[case["device"]],
        Workload(*(s[name] for name in NAMES[:3])),
        Numerics(
            **{name: s[name] for name in NAMES[3:]}, attention_bits=max(s["activation_bits"], 8)
        ),
        Execution(tensor=s["tensor"], pipeline=s["pipeline"]),
    )
    effects = [effect for name in case["stack"] for effect in found[name].effects]
    try:
        pair = without_effects(start, effects), apply_effects(start, effects)
    except ValueError:
        return None
    before, after = (estimate(d, load_calibration()) for d in pair)
    energy = after.energy_per_token.expected
    return {
        "before": before.numbers,
        "after": after.numbers,
        "bounds": [after.prefill.bound, after.decode.bound],
        "energy": energy,
        "fits": after.memory.fits,
        "bands": {_NAMES.get(name, name): band for name, band in after.expected_bands.items()},
        "operators": [
            [end * operator.count for end in after.operator_band(operator) or ()]
            for phase in (after.prefill, after.decode)
            for operator in phase.operators
        ],
    }


_NAMES = {"request_latency": "latency", "energy_per_token": "energy", "cost_per_token": "cost"}


COMPARE = """async (cases) => {
  const wrong = [];
  for (const [i, {given, wanted}] of cases.entries()) {
    const stack = given.stack.map((id) => engine.choice.get(id));
    const model = await engine.model(given.model, stack);
    let e;
    try {
      const base = engine.deployment(model, given);
      const before = engine.run(engine.before(base, stack));
      e = engine.estimate(engine.after(base, stack));
      if (!wanted) { wrong.push([i, "Python refuses"]); continue; }
      if (!same(before, wanted.before)) wrong.push([i, "before"]);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      if (wanted) wrong.push([i, error.message]);
      continue;
    }
    if (!same([...e.numbers], wanted.after)) wrong.push([i, "after"]);
    const bounds = [e.phase("prefill").bound, e.phase("decode").bound];
    if (String(bounds) !== String(wanted.bounds)) wrong.push([i, bounds]);
    if (e.energy !== wanted.energy && wanted.energy) wrong.push([i, e.energy, wanted.energy]);
    if (e.fits !== wanted.fits) wrong.push([i, "fits"]);
    for (const [name, band] of Object.entries(wanted.bands)) {
      if (!same(e.band(name), band)) wrong.push([i, name, e.band(name), band]);
    }
    const operators = ["prefill", "decode"].flatMap((name) => e.phase(name).operators);
    operators.forEach(({ name, band }, o) => {
      if (band && !same(band, wanted.operators[o])) wrong.push([i, name, band]);
    });
    if (operators.length !== wanted.operators.length) wrong.push([i, "operators"]);
  }
  return wrong;
}"""


def test_numbers_equal_pythons_on_every_structure(engine_page, files, whole):
    found = {choice.id: choice for choice in choices(whole)}
    given = _cases(files, found)
    pairs = [{"given": case, "wanted": _python(case, found)} for case in given]
    answered = sum(pair["wanted"] is not None for pair in pairs)
    assert answered >= 300, f"only {answered} of {len(pairs)} apply"
    wrong = engine_page.evaluate(COMPARE, pairs)
    assert [(given[at], *what) for at, *what in wrong] == []


def test_every_choice_says_what_python_says(engine_page, whole):
    found = {choice.id: choice for choice in choices(whole)}
    rng = random.Random(3)
    plain = [_plain("mixtral-8x7b", rng), _plain("llama-3-1-70b", rng)]
    for case in plain:
        case["settings"] |= dict.fromkeys(NAMES[3:], 16)
    ids = [c.id for c in found.values() if not c.left_out]
    given = [{**case, "stack": [name]} for case in plain for name in ids]
    pairs = [{"given": case, "wanted": _python(case, found)} for case in given]
    wrong = engine_page.evaluate(COMPARE, pairs)
    assert [(given[at], *what) for at, *what in wrong] == []


def test_an_answer_takes_less_than_a_frame(engine_page):
    took = engine_page.evaluate(
        """async () => {
          const model = await engine.model("deepseek-v3");
          const settings = {batch: 8, prompt_tokens: 1000, output_tokens: 100,
            weight_bits: 16, activation_bits: 16, kv_bits: 16};
          const times = [];
          for (let i = 0; i < 60; i += 1) {
            const start = performance.now();
            const d = engine.deployment(model, {device: "nvidia-h200",
              settings: {...settings, batch: 1 + i}});
            const e = engine.estimate(d);
            e.phase("prefill"); e.phase("decode");
            times.push(performance.now() - start);
          }
          return times.sort((a, b) => a - b)[30];
        }"""
    )
    assert took < 16


CONFIGS = {
    "llama-2-7b": {},
    "llama-3-70b": {},
    "llama-3-1-405b": {},
    "mistral-7b": {},
    "mistral-nemo-12b": {},
    "qwen2-5-7b": {},
    "qwen3-32b": {},
    "mixtral-8x22b": {},
}


def test_pasted_configurations_give_pythons_numbers(engine_page, files):
    from roofline.catalog import _HERE
    from roofline.yaml_files import read_mapping

    for name in CONFIGS:
        config = dict(read_mapping(_HERE / "models" / f"{name}.yaml")["config"])
        read = engine_page.evaluate(
            """async (text) => {
              const {readConfig} = await import("/assets/atlas/explorer-config.js");
              const {structure, values} = readConfig(text, engine.data.families);
              return {structure, values};
            }""",
            json.dumps(config),
        )
        own = json.loads(files[f"assets/engine/models/{name}.json"])
        assert (name, read["structure"]) == (name, own["structure"])
        assert (name, read["values"]) == (name, own["values"])


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "This is not JSON"),
        ("<img src=x onerror=alert(1)>", "This is not JSON"),
        ("null", "model_type is one of llama"),
        ('{"model_type": "mamba"}', "model_type is one of llama"),
        ('{"model_type": "llama", "hidden_size": -4}', "hidden_size must be a whole number"),
        ('{"model_type": "llama", "hidden_size": "8"}', "hidden_size must be a whole number"),
        ('{"model_type": "llama", "hidden_size": 4096}', "lacks vocab_size"),
        ('{"model_type": "qwen2", "use_sliding_window": true}', "different windows"),
    ],
)
def test_pasted_nonsense_gives_one_clear_message(engine_page, text, said):
    message = engine_page.evaluate(
        """async (text) => {
          const {readConfig} = await import("/assets/atlas/explorer-config.js");
          try { readConfig(text, engine.data.families); return "accepted"; }
          catch (error) { return error instanceof Refusal ? error.message : `bug: ${error}`; }
        }""",
        text,
    )
    assert said in message


def test_programs_hold_no_powers_and_parse(files):
    programs = [text.decode() for path, text in files.items() if path.endswith(".js")]
    assert len(programs) > 20
    for text in programs:
        assert "**" not in text
        assert "inf" not in text
        assert "nan" not in text


def test_programs_stay_within_the_sizes_that_the_page_states(files):
    sizes = {
        path.rpartition("/")[2]: len(gzip.compress(text, 9))
        for path, text in files.items()
        if path.endswith(".js")
    }
    assert sizes["ad.js"] < 12_000
    assert max(sizes.values()) < 54_000


def test_the_files_are_the_same_when_made_again(files, whole):
    assert dict(engine_files(whole)) == files


def test_a_step_replays_what_its_effect_does(whole):
    start = Deployment(load_models()["mixtral-8x7b"], load_devices()["nvidia-h200"])
    for choice in choices(whole):
        if choice.left_out or choice.variant:
            continue
        after = apply_effects(start, choice.effects)
        assert after.model is start.model
        assert replace(after, device=start.device).device is start.device
