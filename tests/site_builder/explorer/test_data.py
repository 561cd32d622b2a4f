"""The files that the explorer computes from."""

from roofline import load_models
from roofline.inputs import GroupShape, structure_of
from site_builder.explorer.data import structure_id


def test_structures_that_differ_in_anything_have_names_that_differ():
    (shape,) = structure_of(load_models()["llama-3-8b"])
    other = {"attention": "latent", "ffn": "experts"}
    changed = [shape._replace(**{name: other.get(name, True)}) for name in GroupShape._fields]
    assert len({structure_id((one,)) for one in (shape, *changed)}) == 1 + len(changed)
