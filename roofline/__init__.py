"""Roofline estimates of language-model inference: what bounds a deployment, and what relieves it.

A deployment is a model on a device under a workload, with its numerics and execution. `estimate`
says how fast it can run at most and what binds it; effects say what a technique changes; `impact`
compares before and after.
"""

from __future__ import annotations

from roofline.calibrated import Calibration, load_calibration
from roofline.catalog import device_ids, load_devices, load_models, model_ids
from roofline.deployment import Deployment, Execution, Numerics, Workload
from roofline.device import Device
from roofline.effects import AnyEffect, Effect
from roofline.effects.base import EffectConflict
from roofline.estimate import Estimate, Memory, OperatorEstimate, PhaseEstimate, Range, estimate
from roofline.impact import Impact, apply_effects, impact
from roofline.model import Model
from roofline.operators import Cost
from roofline.reference import Reference, reference_deployments
from roofline.sweep import Sweep, sweep

__all__ = [
    "AnyEffect",
    "Calibration",
    "Cost",
    "Deployment",
    "Device",
    "Effect",
    "EffectConflict",
    "Estimate",
    "Execution",
    "Impact",
    "Memory",
    "Model",
    "Numerics",
    "OperatorEstimate",
    "PhaseEstimate",
    "Range",
    "Reference",
    "Sweep",
    "Workload",
    "apply_effects",
    "device_ids",
    "estimate",
    "impact",
    "load_calibration",
    "load_devices",
    "load_models",
    "model_ids",
    "reference_deployments",
    "sweep",
]
