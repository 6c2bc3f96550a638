"""The networks of blocks in plain PyTorch, fast on a processor; docs/benchmarks.md says which forms were compared.

They compute what packages/model/src/networks says; scripts/check-blocks.mjs holds loss and gradients to ours. Sequences are time-major, [T, B, …].
Under autocast, recurrent states stay in float32.
"""

import math

import torch
from torch import nn
from torch.nn import functional as F

EPSILON = 1e-6
# Characters that Gated DeltaNet works off at once.
CHUNK = 32


class Weights(nn.Module):
    """Parameters that share their inputs side by side in one, so that they take one product."""

    def __init__(self):
        super().__init__()
        self.joined = nn.ParameterDict()
        self.parts = {}

    def add(self, key: str, *leading: int, **sizes: int):
        self.parts[key] = sizes
        self.joined[key] = nn.Parameter(torch.randn(*leading, sum(sizes.values())) / math.sqrt(leading[0] if leading else 1))

    def __getitem__(self, key: str) -> torch.Tensor:
        return self.joined[key]

    def product(self, key: str, x: torch.Tensor, bias: torch.Tensor | None = None) -> tuple[torch.Tensor, ...]:
        outputs = F.linear(x, self.joined[key].t(), bias)
        return outputs.split(list(self.parts[key].values()), -1)

    def by_name(self, gradients=False):
        """Each by our name of it: a view of its values, or its gradient."""
        for key, sizes in self.parts.items():
            whole = self.joined[key].grad if gradients else self.joined[key].data
            yield from zip(sizes, whole.split(list(sizes.values()), -1))


class MinGru(Weights):
    def __init__(self, E, units, **_):
        super().__init__()
        self.units = units
        self.add("inputs", E, update_kernel=units, candidate_kernel=units)
        self.add("bias", update_bias=units, candidate_bias=units)
        self.add("gate", E, gate_kernel=units)

    def forward(self, n, state):
        update, candidate = self.product("inputs", n, self["bias"])
        if state is None:
            state = n.new_zeros(n.shape[1], self.units, dtype=torch.float32)
        taken = torch.sigmoid(update.float())
        hidden = LinearScan.apply(1 - taken, taken * candidate, state)
        return hidden, self.product("gate", n)[0], hidden[-1]


class LinearScan(torch.autograd.Function):
    """h = keep ⊙ h + inputs over T, and the same backwards: one operation a step."""

    @staticmethod
    def forward(ctx, keep, inputs, initial):
        states = torch.empty_like(inputs)
        state = initial
        for kept, added, out in zip(keep.unbind(), inputs.unbind(), states.unbind()):
            state = torch.addcmul(added, kept, state, out=out)
        ctx.save_for_backward(keep, states, initial)
        return states

    @staticmethod
    def backward(ctx, gradient):
        keep, states, initial = ctx.saved_tensors
        change = gradient.clone(memory_format=torch.contiguous_format)
        steps = list(zip(change.unbind(), keep.unbind()))
        for (before, _), (after, kept) in zip(reversed(steps[:-1]), reversed(steps[1:])):
            before.addcmul_(kept, after)
        by_keep = torch.empty_like(keep)
        torch.mul(change[1:], states[:-1], out=by_keep[1:])
        torch.mul(change[0], initial, out=by_keep[0])
        return by_keep, change, None


class MatrixMixer(Weights):
    """What Gated DeltaNet, M²RNN and attention have in common: queries, keys, values and the gate of the output by one product."""

    def __init__(self, E, units, heads, **more):
        super().__init__()
        self.heads, self.size = heads, units // heads
        self.add("inputs", E, gate_kernel=units, query_kernel=units, key_kernel=units, value_kernel=units, **more)

    def by_head(self, x):
        return x.unflatten(-1, (self.heads, self.size))

    def zeros(self, like, *shape):
        return like.new_zeros(*shape, dtype=torch.float32)


class Decaying(MatrixMixer):
    def __init__(self, E, units, heads, **more):
        super().__init__(E, units, heads, decay_kernel=heads, **more)
        self.add("decay_bias", decay_bias=heads)
        self.add("decay_rate", decay_rate=heads)
        self.add("head_norm", head_norm=self.size)

    def log_decay(self, x):
        return -F.softplus(x.float() + self["decay_bias"]) * torch.exp(self["decay_rate"])

    def normalized(self, outputs):
        return F.rms_norm(outputs, (self.size,), self["head_norm"], EPSILON).flatten(-2)


class GatedDelta(Decaying):
    def __init__(self, E, units, heads, writeUpTo, **_):
        super().__init__(E, units, heads, write_kernel=heads)
        self.up_to = writeUpTo

    def forward(self, n, state):
        gate, q, k, v, decay, write = self.product("inputs", n)
        T, B = n.shape[:2]
        C = math.gcd(T, CHUNK)
        ones = (self.size,)
        q = F.rms_norm(self.by_head(F.silu(q)).float(), ones, eps=EPSILON) / self.size
        k = F.rms_norm(self.by_head(F.silu(k)).float(), ones, eps=EPSILON) / math.sqrt(self.size)
        v = self.by_head(F.silu(v)).float()
        # [N, B, H, C, …], N chunks of C characters
        q, k, v = (x.unflatten(0, (-1, C)).permute(0, 2, 3, 1, 4) for x in (q, k, v))
        decay, write = (
            x.unflatten(0, (-1, C)).permute(0, 2, 3, 1) for x in (self.log_decay(decay), self.up_to * torch.sigmoid(write.float()))
        )
        if state is None:
            state = self.zeros(n, B, self.heads, self.size, self.size)
        outputs, state = chunked_delta(q, k, v, decay, write.unsqueeze(-1), state)
        outputs = outputs.permute(0, 3, 1, 2, 4).flatten(0, 1)
        return self.normalized(outputs), gate, state


def chunked_delta(q, k, v, decay, write, state):
    """Yang et al. 2024, section 3: within a chunk by products, from chunk to chunk by the state."""
    C = q.shape[-2]
    G = decay.cumsum(-1)
    lower = torch.ones(C, C, dtype=torch.bool).tril()
    between = torch.exp((G.unsqueeze(-1) - G.unsqueeze(-2)).masked_fill(~lower, -math.inf))
    keys_by_write = k * write
    from_start = G.exp().unsqueeze(-1)
    system = (keys_by_write @ k.mT).float() * between
    right = torch.cat([v * write, keys_by_write * from_start], -1)
    # Reads below the diagonal alone.
    U, W = torch.linalg.solve_triangular(system, right, upper=False, unitriangular=True).chunk(2, -1)
    inside = (q @ k.mT) * between
    q = q * from_start
    k = (k * torch.exp(G[..., -1:] - G).unsqueeze(-1)).mT
    whole = from_start[..., -1:, :]
    outputs = []
    for n in range(len(q)):
        new = U[n] - W[n] @ state
        outputs.append(q[n] @ state + inside[n] @ new)
        state = whole[n] * state + k[n] @ new
    return torch.stack(outputs), state


class MatrixRnn(Decaying):
    def __init__(self, E, units, heads, **_):
        super().__init__(E, units, heads)
        self.add("recurrent", heads, self.size, recurrent_kernel=self.size)

    def forward(self, n, state):
        gate, q, k, v, decay = self.product("inputs", n)
        # [T, H, B, …]
        q, k, v = (self.by_head(x).transpose(1, 2) for x in (q, k, v))
        keep = torch.exp(self.log_decay(decay)).transpose(1, 2)[..., None, None]
        if state is None:
            state = self.zeros(n, self.heads, n.shape[1], self.size, self.size)
        W = self["recurrent"]
        k, v = k.unsqueeze(-1), v.unsqueeze(-2)
        states = []
        for key, value, kept in zip(k.unbind(), v.unbind(), keep.unbind()):
            product = torch.bmm(state.flatten(1, 2), W).view_as(state)
            candidate = torch.tanh(torch.addcmul(product.float(), key.float(), value.float()))
            state = torch.lerp(candidate, state, kept)
            states.append(state)
        outputs = (q.unsqueeze(-2) @ torch.stack(states)).squeeze(-2)
        return self.normalized(outputs.transpose(1, 2)), gate, state


class Attention(MatrixMixer):
    def __init__(self, E, units, heads, window, **_):
        super().__init__(E, units, heads)
        self.window = window

    def forward(self, n, state):
        gate, q, k, v = self.product("inputs", n)
        q, k, v = (self.by_head(x).permute(1, 2, 0, 3) for x in (q, k, v))
        if state is not None:
            k, v = torch.cat([state[0], k], 2), torch.cat([state[1], v], 2)
        T, S = q.shape[2], k.shape[2]
        state = k[:, :, 1 - self.window :], v[:, :, 1 - self.window :]
        place = torch.arange(S)
        back = place[S - T :, None] - place
        outputs = F.scaled_dot_product_attention(
            rotated(q, place[S - T :]).to(v.dtype), rotated(k, place).to(v.dtype), v, (back >= 0) & (back < self.window)
        )
        return outputs.permute(2, 0, 1, 3).flatten(-2), gate, state


def rotated(x, places):
    pairs = x.shape[-1] // 2
    angles = places[:, None] * 10_000.0 ** (-torch.arange(pairs) / pairs)
    a, b = x.chunk(2, -1)
    cos, sin = angles.cos(), angles.sin()
    return torch.cat([a * cos - b * sin, a * sin + b * cos], -1)


MIXERS = {"mingru": MinGru, "gated-deltanet": GatedDelta, "m2rnn": MatrixRnn, "transformer": Attention}


class Block(Weights):
    def __init__(self, mixer, E, units, mlpSize, convolutionSize):
        super().__init__()
        self.mixer = mixer
        self.add("norm", norm=E)
        self.add("convolution", convolutionSize, convolution=E)
        self.add("output", units, output_kernel=E)
        self.add("mlp_norm", mlp_norm=E)
        self.add("mlp", E, mlp_gate_kernel=mlpSize, mlp_up_kernel=mlpSize)
        self.add("mlp_down", mlpSize, mlp_down_kernel=E)

    def forward(self, x, state):
        history, mixed = (None, None) if state is None else state
        size = (x.shape[-1],)
        n = F.rms_norm(x, size, self["norm"], EPSILON)
        n, history = convolution(n, self["convolution"], history)
        outputs, gate, mixed = self.mixer(n, mixed)
        x = x + self.product("output", F.silu(gate) * outputs)[0]
        m = F.rms_norm(x, size, self["mlp_norm"], EPSILON)
        gate, up = self.product("mlp", m)
        return x + self.product("mlp_down", F.silu(gate) * up)[0], (history, mixed)


def convolution(x, kernel, history):
    T, W = len(x), len(kernel)
    if history is None:
        history = x.new_zeros(W - 1, *x.shape[1:])
    seen = torch.cat([history, x])
    outputs = seen[:T] * kernel[0]
    for i in range(1, W):
        outputs = torch.addcmul(outputs, seen[i : i + T], kernel[i])
    return outputs, seen[T:]


class BlockModel(nn.Module):
    """Takes tokens [T, B] and a state or None; gives logits [T, B, V] and the state."""

    def __init__(self, config: dict):
        super().__init__()
        sizes = {name: config[name] for name in ("units", "heads", "window", "writeUpTo") if name in config}
        E, V = config["embeddingSize"], len(config["vocabulary"]) + config["beginOfDocument"]
        self.embedding = nn.Embedding(V, E)
        self.blocks = nn.ModuleList(
            Block(MIXERS[config["network"]](E=E, **sizes), E, config["units"], config["mlpSize"], config["convolutionSize"])
            for _ in range(config["layers"])
        )
        self.final = nn.Parameter(torch.ones(E))
        self.dense = nn.Linear(E, len(config["vocabulary"]))

    def forward(self, tokens, state=None):
        x = self.embedding(tokens)
        states = []
        for block, before in zip(self.blocks, state or [None] * len(self.blocks)):
            x, after = block(x, before)
            states.append(after)
        return self.dense(F.rms_norm(x, self.final.shape, self.final, EPSILON)), states

    def by_name(self, gradients=False):
        """Every parameter, or its gradient, by our name and in our shape; values are views."""

        def of(parameter):
            return parameter.grad if gradients else parameter.data

        yield "embedding/embeddings", of(self.embedding.weight)
        for layer, block in enumerate(self.blocks):
            for part in (block, block.mixer):
                for name, value in part.by_name(gradients):
                    yield f"block{f'_{layer}' if layer else ''}/{name}", value
        yield "final/norm", of(self.final)
        yield "dense/kernel", of(self.dense.weight).t()
        yield "dense/bias", of(self.dense.bias)


def detached(state):
    if isinstance(state, torch.Tensor):
        return state.detach()
    return tuple(detached(part) for part in state)
