"""The same network in PyTorch (on a GPU: cuDNN, TF32 off): agrees with ours? how long is a step, in float32 and float16?

    python3 torch_step.py DIR [cuda|cpu]

DIR is one of those that `gpu-bench.mjs --peer` wrote, NAME-f32 for NAME. Prints JSON; ends with 1 where logits differ from
PyTorch's float32 by more than 5e-5 (NAME-f16: 5e-2).
"""

import json
import sys
import time

import numpy as np
import torch
from torch.nn import functional

TOLERANCE = 5e-2 if sys.argv[1].rstrip('/').endswith('-f16') else 5e-5


def read_case(folder):
    with open(f"{folder}/case.json") as file:
        about = json.load(file)
    values = np.fromfile(f"{folder}/case.f32", "<f4")
    at = 0

    def take(shape):
        nonlocal at
        count = int(np.prod(shape))
        part = values[at : at + count].reshape(shape)
        at += count
        return torch.from_numpy(part.copy())

    for layer in about["layers"]:
        # [kz, ky, kx, in, out] -> [out, in, kz, ky, kx]
        layer["kernel"] = take(layer["weights"]).permute(4, 3, 0, 1, 2).contiguous()
        layer["bias"] = take([layer["outChannels"]])
    fields = [take([about["batch"], *about["fov"]]) for _ in range(3)]
    assert at == len(values), "case.f32 and case.json do not belong together"
    return about, fields


def forward(layers, image, seed):
    value = torch.stack([image, seed], 1).to(layers[0]["kernel"].dtype)
    if value.dtype == torch.half:
        value = value.to(memory_format=torch.channels_last_3d)
    kept = None
    for layer in layers:
        if layer["beginsModule"]:
            kept = value
        if layer["reluBefore"]:
            value = functional.relu(value)
        value = functional.conv3d(value, layer["kernel"], layer["bias"], padding=layer["kernelSize"] // 2)
        if layer["reluAfter"]:
            value = functional.relu(value)
        if layer["endsModule"]:
            value = value + kept
    return seed + value[:, 0]


def main():
    device = sys.argv[2] if len(sys.argv) > 2 else "cuda"
    torch.backends.cuda.matmul.allow_tf32 = False
    torch.backends.cudnn.allow_tf32 = False
    torch.backends.cudnn.benchmark = True
    about, (image, seed, expected) = read_case(sys.argv[1])
    image, seed = image.to(device), seed.to(device)
    for layer in about["layers"]:
        layer["kernel"], layer["bias"] = layer["kernel"].to(device), layer["bias"].to(device)

    def run(layers, batch, repeats):
        begin = time.perf_counter()
        for _ in range(repeats):
            forward(layers, image[:batch], seed[:batch])
        if device == "cuda":
            torch.cuda.synchronize()
        return 1000 * (time.perf_counter() - begin)

    def time_steps(layers):
        steps = []
        for batch in about["batches"]:
            run(layers, batch, 3)
            repeats = 1
            while run(layers, batch, repeats) < about["leastMs"]:
                repeats *= 2
            times = sorted(run(layers, batch, repeats) / (repeats * batch) for _ in range(about["timings"]))
            median = times[len(times) // 2]
            milliseconds = {"median": median, "min": times[0], "max": times[-1]}
            steps.append(
                {"batch": batch, "milliseconds": milliseconds, "gigaflops": about["flop"] / (median * 1e6)}
            )
        return steps

    # The order of memory in which cuDNN's float16 is quickest.
    halves = [
        {**layer, "kernel": layer["kernel"].half().to(memory_format=torch.channels_last_3d), "bias": layer["bias"].half()}
        for layer in about["layers"]
    ]
    with torch.inference_mode():
        difference = (forward(about["layers"], image, seed).cpu() - expected).abs().max().item()
        float32 = time_steps(about["layers"])
        float16 = time_steps(halves) if device == "cuda" else None
    report = {
        "torch": torch.__version__,
        "cudnn": torch.backends.cudnn.version(),
        "device": torch.cuda.get_device_name() if device == "cuda" else device,
        "largestDifference": difference,
        "float32": float32,
        "float16": float16,
    }
    print(json.dumps(report, indent=1))
    return 0 if difference <= TOLERANCE else 1


sys.exit(main())
