#!/usr/bin/env python3
"""Writes the golden files of this folder with ggml's own reference quantizers.

    npm install --ignore-scripts @node-llama-cpp/linux-x64
    python3 make-golden.py node_modules/@node-llama-cpp/linux-x64/bins/linux-x64/libggml-base.so

rows.txt    a line for each row: its name and the number of its elements
rows.f32    the rows, one after another, little-endian
rows.f16, rows.bf16, rows.q8_0, rows.q4_0
            what ggml makes of each row; for the blocks the row is padded with zeros to a multiple of 32
"""
import ctypes
import os
import random
import struct
import sys

BLOCK = 32
ggml = ctypes.CDLL(sys.argv[1])
here = os.path.dirname(os.path.abspath(__file__))
rng = random.Random(20)


def normal(count, scale=1.0):
    return [rng.gauss(0, scale) for _ in range(count)]


def rows():
    yield "normal", normal(512)
    for length in [1, 2, 3, 5, 7, 15, 16, 17, 31, 33, 63, 65, 95, 127, 129, 257, 500, 784]:
        yield f"normal-{length}", normal(length)
    yield "tiny", normal(128, 1e-6)
    yield "tinier", normal(128, 1e-12)
    yield "smallest-normals", normal(64, 1e-37)
    yield "inverse-at-its-limit", [v for e in (3.6e-37, 3.7e-37, 3.8e-37, 2.3e-38, 2.4e-38, 2.5e-38) for v in normal(31, e / 9) + [e]]
    yield "denormals", normal(64, 1e-40)
    yield "one-denormal", [0.0] * 31 + [1e-45] + [0.0] * 31 + [-1e-45]
    yield "zeros", [0.0] * 64
    yield "negative-zeros", [-0.0] * 32
    yield "zeros-between", normal(32) + [0.0] * 32 + normal(32)
    yield "large", normal(128, 1e4)
    yield "scale-beyond-half", normal(64, 1e7)
    yield "largest", [3.4028234e38, -3.4028234e38] * 16
    yield "alternating", [(-1) ** i * 1.5 for i in range(64)]
    yield "alternating-ramp", [(-1) ** i * i / 7 for i in range(96)]
    # The greatest is 127 (or 8), so that the others fall on halves exactly.
    yield "ties-q8", [127.0] + [i - 15.5 for i in range(31)] + [-127.0] + [i + 0.5 for i in range(31)]
    yield "ties-q4", [-8.0] + [i / 2 - 7.5 for i in range(31)] + [8.0] + [i / 2 - 7.5 for i in range(31)]
    yield "same-magnitude", [2.5, -2.5] * 8 + [-2.5, 2.5] * 8
    yield "ties-half", [1 + (2 * i + 1) * 2.0 ** -11 for i in range(32)] + [(2 * i + 1) * 2.0 ** -25 for i in range(32)]
    yield "ties-brain", [1 + (2 * i + 1) * 2.0 ** -8 for i in range(32)] + [-1 - (2 * i + 1) * 2.0 ** -8 for i in range(32)]
    yield "halves-limits", [65504.0, 65519.9, 65520.0, -65504.0, -65520.0, 6.1e-5, 6.0e-5, 5.96e-8, 2.98e-8, 2.99e-8, -2.98e-8, 1e-30]
    yield "one-outlier", [100.0] + normal(63, 0.01)
    yield "constant", [0.1] * 64


def quantize(function, row, size):
    padded = row + [0.0] * (-len(row) % BLOCK)
    source = (ctypes.c_float * len(padded))(*padded)
    target = ctypes.create_string_buffer(len(padded) // BLOCK * size)
    function(source, target, ctypes.c_int64(len(padded)))
    return target.raw


def convert(function, row):
    source = (ctypes.c_float * len(row))(*row)
    target = ctypes.create_string_buffer(2 * len(row))
    function(source, target, ctypes.c_int64(len(row)))
    return target.raw


def write(name, content):
    with open(os.path.join(here, name), "wb") as file:
        file.write(content)


made = list(rows())
write("rows.txt", "".join(f"{name} {len(row)}\n" for name, row in made).encode())
write("rows.f32", b"".join(struct.pack(f"<{len(row)}f", *row) for _, row in made))
write("rows.f16", b"".join(convert(ggml.ggml_fp32_to_fp16_row, row) for _, row in made))
write("rows.bf16", b"".join(convert(ggml.ggml_fp32_to_bf16_row_ref, row) for _, row in made))
write("rows.q8_0", b"".join(quantize(ggml.quantize_row_q8_0_ref, row, 34) for _, row in made))
write("rows.q4_0", b"".join(quantize(ggml.quantize_row_q4_0_ref, row, 18) for _, row in made))
