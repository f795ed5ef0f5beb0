"""Writes pytorch.safetensors: layers and whole models of PyTorch with their state dictionaries, inputs and outputs.

    python3 pytorch.py            # needs torch (made with 1.13) and NumPy
    python3 pytorch.py FILE       # writes nothing: loads the models of FILE into PyTorch and compares the outputs

PyTorchTest writes such a file with -Dcotangent.pytorch.out=FILE.

A tensor's name is CASE/state/NAME, CASE/in/INDEX or CASE/out/INDEX. Weights are drawn anew, so that none is at its default, and
everything runs in evaluation mode; what has running statistics was trained for a few steps before.
"""

import json
import pathlib
import struct
import sys

import numpy
import torch
from torch import nn

torch.manual_seed(1)
HERE = pathlib.Path(__file__).parent
TYPES = {torch.float32: "F32", torch.int64: "I64", torch.bool: "BOOL"}
tensors = {}


def read(file):
    b = pathlib.Path(file).read_bytes()
    n = struct.unpack("<Q", b[:8])[0]
    names = {"F32": "<f4", "I64": "<i8", "BOOL": "?"}
    result = {}
    for name, e in json.loads(b[8 : 8 + n]).items():
        if name != "__metadata__":
            begin, end = (8 + n + at for at in e["data_offsets"])
            array = numpy.frombuffer(b[begin:end], names[e["dtype"]]).reshape(e["shape"])
            result[name] = torch.from_numpy(array.copy())
    return result


written = read(sys.argv[1]) if len(sys.argv) > 1 else None


def part(name, kind):
    prefix = f"{name}/{kind}/"
    return {n[len(prefix) :]: t for n, t in written.items() if n.startswith(prefix)}


def check(name, module, run):
    module.load_state_dict(part(name, "state"), strict=True)
    module.eval()
    inputs = list(part(name, "in").values())
    with torch.no_grad():
        result = flat(run(module, *inputs) if run else module(*inputs))
    theirs = list(part(name, "out").values())
    assert len(theirs) == len(result), name
    for a, b in zip(result, theirs):
        torch.testing.assert_close(a, b, rtol=1e-5, atol=1e-5, msg=lambda m: f"{name}: {m}")
    print("agrees:", name)


def normal(*shape):
    return torch.randn(*shape)


def index(most, *shape):
    return torch.randint(0, most, shape)


def flat(result):
    if torch.is_tensor(result):
        return [result]
    return [t for part in result for t in flat(part)]


def add(name, module, *inputs, run=None, steps=0):
    if written is not None:
        check(name, module, run)
        return
    with torch.no_grad():
        for p in module.parameters():
            p.uniform_(-0.7, 0.7)
        if hasattr(module, "padding_idx") and module.padding_idx is not None:
            module.weight[module.padding_idx] = 0
    module.train()
    for _ in range(steps):
        module(*[x + normal(*x.shape) for x in inputs])
    module.eval()
    with torch.no_grad():
        result = run(module, *inputs) if run else module(*inputs)
    for n, t in module.state_dict().items():
        tensors[f"{name}/state/{n}"] = t
    for kind, all_of_them in (("in", inputs), ("out", flat(result))):
        for i, t in enumerate(all_of_them):
            tensors[f"{name}/{kind}/{i}"] = t


class RmsNorm(nn.Module):
    """As nn.RMSNorm, which PyTorch has from 2.4 on."""

    def __init__(self, width):
        super().__init__()
        self.weight = nn.Parameter(torch.ones(width))

    def forward(self, x):
        return x / torch.sqrt((x * x).mean(-1, keepdim=True) + torch.finfo(torch.float32).eps) * self.weight


class LanguageModel(nn.Module):
    def __init__(self):
        super().__init__()
        self.embedding = nn.Embedding(11, 6)
        self.lstm = nn.LSTM(6, 8, num_layers=2, dropout=0.2, batch_first=True)
        self.head = nn.Linear(8, 11)

    def forward(self, x):
        return self.head(self.lstm(self.embedding(x))[0])


class Classifier(nn.Module):
    def __init__(self):
        super().__init__()
        self.embedding = nn.Embedding(11, 8, padding_idx=0)
        self.position = nn.Parameter(torch.zeros(6, 8))
        layer = nn.TransformerEncoderLayer(8, 2, 16, dropout=0.1, batch_first=True)
        self.encoder = nn.TransformerEncoder(layer, 2, nn.LayerNorm(8))
        self.head = nn.Linear(8, 3)

    def forward(self, x):
        h = self.encoder(self.embedding(x) + self.position, src_key_padding_mask=x == 0)
        return self.head(h[:, 0])


add("linear", nn.Linear(4, 6), normal(3, 4))
add("bilinear", nn.Bilinear(4, 3, 5), normal(3, 4), normal(3, 3))
add("conv1d", nn.Conv1d(4, 6, 3, stride=2, padding=1, dilation=2), normal(2, 4, 9))
add("conv2d", nn.Conv2d(4, 6, 3, stride=2, padding=1, groups=2), normal(2, 4, 7, 6))
add("conv3d", nn.Conv3d(2, 3, 2, bias=False), normal(2, 2, 3, 4, 3))
add("conv_transpose1d", nn.ConvTranspose1d(4, 6, 3, stride=2, padding=1, output_padding=1), normal(2, 4, 5))
add("conv_transpose2d", nn.ConvTranspose2d(4, 6, 3, groups=2), normal(2, 4, 4, 3))
add("conv_transpose3d", nn.ConvTranspose3d(2, 3, 2), normal(2, 2, 2, 3, 2))
add("batch_norm1d", nn.BatchNorm1d(6), normal(4, 6), steps=3)
add("batch_norm2d", nn.BatchNorm2d(3, affine=False), normal(2, 3, 4, 4), steps=3)
add("batch_norm3d", nn.BatchNorm3d(3, track_running_stats=False), normal(2, 3, 2, 3, 2))
add("instance_norm1d", nn.InstanceNorm1d(3), normal(2, 3, 5))
add("instance_norm2d", nn.InstanceNorm2d(3, affine=True), normal(2, 3, 4, 4))
add("instance_norm3d", nn.InstanceNorm3d(3, track_running_stats=True), normal(2, 3, 2, 3, 2), steps=3)
add("layer_norm", nn.LayerNorm([2, 3]), normal(4, 2, 3))
add("group_norm", nn.GroupNorm(2, 6), normal(2, 6, 5))
add("rms_norm", RmsNorm(6), normal(3, 6))
add("local_response_norm", nn.LocalResponseNorm(2), normal(2, 4, 3, 3))
add("prelu", nn.PReLU(4), normal(2, 4, 3))
add("embedding", nn.Embedding(10, 4, padding_idx=0), index(10, 3, 5))
add("embedding_bag", nn.EmbeddingBag(10, 4, mode="mean"), index(10, 3, 5))
add("rnn", nn.RNN(4, 6, bidirectional=True, bias=False, nonlinearity="relu"), normal(5, 2, 4))
add("lstm", nn.LSTM(4, 6, num_layers=2), normal(5, 2, 4))
add("lstm_projected", nn.LSTM(4, 6, proj_size=2, batch_first=True), normal(2, 5, 4))
add("gru", nn.GRU(4, 6, num_layers=2, bidirectional=True), normal(5, 2, 4))
add("rnn_cell", nn.RNNCell(4, 6), normal(3, 4), normal(3, 6))
add("lstm_cell", nn.LSTMCell(4, 6), normal(3, 4), normal(3, 6), normal(3, 6), run=lambda m, x, h, c: m(x, (h, c)))
add("gru_cell", nn.GRUCell(4, 6), normal(3, 4), normal(3, 6))
add("attention", nn.MultiheadAttention(4, 2), normal(3, 2, 4), normal(5, 2, 4), normal(5, 2, 4))
add(
    "attention_widths",
    nn.MultiheadAttention(4, 2, kdim=3, vdim=5, batch_first=True),
    normal(2, 3, 4),
    normal(2, 6, 3),
    normal(2, 6, 5),
    run=lambda m, q, k, v: m(q, k, v)[0],
)
add("encoder_layer", nn.TransformerEncoderLayer(8, 2, 16, activation="gelu", norm_first=True), normal(5, 2, 8))
add("decoder_layer", nn.TransformerDecoderLayer(8, 2, 16), normal(3, 2, 8), normal(5, 2, 8))
add(
    "decoder",
    nn.TransformerDecoder(nn.TransformerDecoderLayer(8, 2, 16, batch_first=True), 2, nn.LayerNorm(8)),
    normal(2, 3, 8),
    normal(2, 5, 8),
)

add(
    "mlp",
    nn.Sequential(nn.Linear(5, 16), nn.BatchNorm1d(16), nn.ReLU(), nn.Dropout(0.5), nn.Linear(16, 3)),
    normal(4, 5),
    steps=3,
)
add(
    "convnet",
    nn.Sequential(
        nn.Conv2d(1, 4, 3, padding=1),
        nn.BatchNorm2d(4),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Conv2d(4, 8, 3, stride=2),
        nn.BatchNorm2d(8),
        nn.ReLU(),
        nn.AdaptiveAvgPool2d(1),
        nn.Flatten(),
        nn.Linear(8, 3),
    ),
    normal(3, 1, 12, 12),
    steps=3,
)
add("language_model", LanguageModel(), index(11, 2, 7))
words = index(10, 3, 6) + 1
words[1, 4:] = 0
words[2, 2:] = 0
add("classifier", Classifier(), words)


def translated(m, source, target):
    mask = nn.Transformer.generate_square_subsequent_mask(target.shape[1])
    return m(source, target, tgt_mask=mask)


add("translator", nn.Transformer(8, 2, 2, 2, 16, batch_first=True), normal(2, 5, 8), normal(2, 4, 8), run=translated)

if written is not None:
    sys.exit()
header, data = {"__metadata__": {"torch": torch.__version__}}, []
at = 0
for name, t in sorted(tensors.items(), key=lambda e: -e[1].element_size()):
    b = t.contiguous().numpy().tobytes()
    header[name] = {"dtype": TYPES[t.dtype], "shape": list(t.shape), "data_offsets": [at, at + len(b)]}
    at += len(b)
    data.append(b)
text = json.dumps(header, separators=(",", ":")).encode()
text += b" " * (-len(text) % 8)
(HERE / "pytorch.safetensors").write_bytes(struct.pack("<Q", len(text)) + text + b"".join(data))
