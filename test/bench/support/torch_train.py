"""The same training step in PyTorch (on a GPU: cuDNN, TF32 off): the same loss and gradients as ours? how long does it take?

    python3 torch_train.py DIR [cuda|cpu]

DIR is NAME-train that `gpu-bench.mjs --peer NAME` wrote. Prints JSON with the ratio of speeds, ours over PyTorch's; ends with 1
where the loss differs by more than 1e-5 or a gradient's norm by more than 1e-3 of it.
"""

import json
import sys
import time

import numpy as np
import torch
from torch.nn import functional
from torch_step import forward

LOSS_TOLERANCE = 1e-5
GRADIENT_TOLERANCE = 1e-3


def read_case(folder, device):
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

    # [kz, ky, kx, in, out] -> [out, in, kz, ky, kx]
    def take_kernel(layer):
        return take(layer["weights"]).permute(4, 3, 0, 1, 2).contiguous()

    for layer in about["layers"]:
        layer["kernel"] = take_kernel(layer).to(device).requires_grad_()
        layer["bias"] = take([layer["outChannels"]]).to(device).requires_grad_()
    fields = [take([about["batch"], *about["fov"]]).to(device) for _ in range(3)]
    ours = []
    for layer in about["layers"]:
        ours += [take_kernel(layer), take([layer["outChannels"]])]
    assert at == len(values), "case.f32 and case.json do not belong together"
    return about, fields, ours


def main():
    device = sys.argv[2] if len(sys.argv) > 2 else "cuda"
    torch.backends.cuda.matmul.allow_tf32 = False
    torch.backends.cudnn.allow_tf32 = False
    torch.backends.cudnn.benchmark = True
    about, (image, seed, labels), ours = read_case(sys.argv[1], device)
    layers = about["layers"]
    weights = [tensor for layer in layers for tensor in (layer["kernel"], layer["bias"])]

    def step():
        loss = functional.binary_cross_entropy_with_logits(forward(layers, image, seed), labels)
        return loss, torch.autograd.grad(loss, weights)

    def run(repeats):
        begin = time.perf_counter()
        for _ in range(repeats):
            step()
        if device == "cuda":
            torch.cuda.synchronize()
        return 1000 * (time.perf_counter() - begin)

    loss, gradients = step()
    worst = max(((a.cpu() - b).norm() / a.cpu().norm()).item() for a, b in zip(gradients, ours))
    run(3)
    repeats = 1
    while run(repeats) < about["leastMs"]:
        repeats *= 2
    times = sorted(run(repeats) / repeats for _ in range(about["timings"]))
    median = times[len(times) // 2]
    report = {
        "torch": torch.__version__,
        "cudnn": torch.backends.cudnn.version(),
        "device": torch.cuda.get_device_name() if device == "cuda" else device,
        "lossDifference": abs(loss.item() - about["loss"]),
        "largestDifference": worst,
        "milliseconds": {"median": median, "min": times[0], "max": times[-1]},
        "gigaflops": about["flop"] / (median * 1e6),
        "oursMs": {"device": about["deviceMs"], "step": about["stepMs"]},
        "speedOverTorch": {"device": median / about["deviceMs"], "step": median / about["stepMs"]},
    }
    print(json.dumps(report, indent=1))
    return 0 if report["lossDifference"] <= LOSS_TOLERANCE and worst <= GRADIENT_TOLERANCE else 1


sys.exit(main())
