//! The jobs and their arguments. The names of jobs and words, and their meaning, are those of packages/backend-simd/assembly; all addresses are
//! bytes, all strides bytes from line to line.

/// A word of 64 bits as JavaScript hands it over: a float64, which holds every address and every int32 exactly.
pub trait FromWord {
    fn from_word(word: f64) -> Self;
}

macro_rules! from_word {
    ($($type:ty: $convert:expr;)*) => {
        $(impl FromWord for $type {
            #[inline(always)]
            fn from_word(word: f64) -> Self {
                let convert: fn(f64) -> Self = $convert;
                convert(word)
            }
        })*
    };
}

from_word! {
    usize: |word| word as usize;
    u32: |word| word as i64 as u32;
    f32: |word| word as f32;
    bool: |word| word != 0.0;
    *const f32: |word| word as usize as *const f32;
    *mut f32: |word| word as usize as *mut f32;
    *const i32: |word| word as usize as *const i32;
    *mut i32: |word| word as usize as *mut i32;
    *const f64: |word| word as usize as *const f64;
    *mut f64: |word| word as usize as *mut f64;
    *const u32: |word| word as usize as *const u32;
    *mut u32: |word| word as usize as *mut u32;
}

/// A record of words, each in 64 bits, in the order of its fields.
macro_rules! record {
    ($(#[$doc:meta])* $record:ident { $($field:ident $word:literal: $type:ty),* $(,)? }) => {
        $(#[$doc])*
        #[allow(non_snake_case)]
        #[derive(Clone, Copy)]
        pub struct $record {
            $(pub $field: $type,)*
        }

        impl $record {
            pub const WORDS: &'static [&'static str] = &[$($word),*];

            /// # Safety
            /// `words` are as many as the record has.
            #[inline(always)]
            pub unsafe fn read(words: *const f64) -> Self {
                let mut next = 0;
                let mut take = || {
                    next += 1;
                    unsafe { *words.add(next - 1) }
                };
                Self { $($field: FromWord::from_word(take()),)* }
            }
        }
    };
}

record!(Adam {
    count "count": usize, records "records": *const f64, rate "rate": f32, beta1 "beta1": f32, beta2 "beta2": f32,
    epsilon "epsilon": f32,
});
record!(Add { size "size": usize, a "a": *const f32, b "b": *const f32, to "to": *mut f32 });
record!(ColumnSums {
    R "R": usize, C "C": usize, x "x": *const f32, to "to": *mut f32, partial "partial": *mut f32,
});
record!(Dropout {
    size "size": usize, x "x": *const f32, to "to": *mut f32, seed "seed": u32, threshold "threshold": u32,
    scale "scale": f32,
});
record!(Multiply {
    size "size": usize, a "a": *const f32, b "b": *const f32, scalar "scalar": bool, to "to": *mut f32,
});
record!(ScaleRows {
    N "N": usize, V "V": usize, x "x": *const f32, factors "factors": *const f32, to "to": *mut f32,
});
record!(SoftmaxCrossEntropy {
    N "N": usize, V "V": usize, logits "logits": *const f32, targets "targets": *const i32,
    losses "losses": *mut f32, correct "correct": *mut f32, residual "residual": *mut f32,
});
record!(SquaredNorms { count "count": usize, records "records": *const f64, next "next": *mut u32 });
record!(CausalConvolution {
    T "T": usize, B "B": usize, D "D": usize, W "W": usize, x "x": *const f32, kernel "kernel": *const f32,
    history "history": *const f32, outputs "outputs": *mut f32, r#final "final": *mut f32,
});
record!(CausalConvolutionGradient {
    T "T": usize, B "B": usize, D "D": usize, W "W": usize, x "x": *const f32, kernel "kernel": *const f32,
    history "history": *const f32, outputs_gradient "outputsGradient": *const f32,
    final_gradient "finalGradient": *const f32, x_gradient "xGradient": *mut f32,
    history_gradient "historyGradient": *mut f32, partial "partial": *mut f32,
});
record!(LinearScan {
    T "T": usize, N "N": usize, keep "keep": *const f32, input "input": *const f32, initial "initial": *const f32,
    outputs "outputs": *mut f32, r#final "final": *mut f32,
});
record!(LinearScanGradient {
    T "T": usize, N "N": usize, keep "keep": *const f32, initial "initial": *const f32,
    outputs "outputs": *const f32, outputs_gradient "outputsGradient": *const f32,
    final_gradient "finalGradient": *const f32, keep_gradient "keepGradient": *mut f32,
    input_gradient "inputGradient": *mut f32, initial_gradient "initialGradient": *mut f32,
});
record!(RmsNorm {
    N "N": usize, D "D": usize, epsilon "epsilon": f32, x "x": *const f32, gain "gain": *const f32,
    outputs "outputs": *mut f32,
});
record!(RmsNormGradient {
    N "N": usize, D "D": usize, epsilon "epsilon": f32, x "x": *const f32, gain "gain": *const f32,
    outputs_gradient "outputsGradient": *const f32, x_gradient "xGradient": *mut f32, partial "partial": *mut f32,
});
record!(Silu { size "size": usize, x "x": *const f32, outputs "outputs": *mut f32 });
record!(SiluGradient {
    size "size": usize, x "x": *const f32, outputs_gradient "outputsGradient": *const f32,
    x_gradient "xGradient": *mut f32,
});
record!(SiluProduct {
    size "size": usize, gate "gate": *const f32, x "x": *const f32, outputs "outputs": *mut f32,
});
record!(SiluProductGradient {
    size "size": usize, gate "gate": *const f32, x "x": *const f32, outputs_gradient "outputsGradient": *const f32,
    gate_gradient "gateGradient": *mut f32, x_gradient "xGradient": *mut f32,
});
record!(UpdateGate {
    size "size": usize, update "update": *const f32, candidate "candidate": *const f32, keep "keep": *mut f32,
    input "input": *mut f32,
});
record!(UpdateGateGradient {
    size "size": usize, candidate "candidate": *const f32, keep "keep": *const f32,
    keep_gradient "keepGradient": *const f32, input_gradient "inputGradient": *const f32,
    update_gradient "updateGradient": *mut f32, candidate_gradient "candidateGradient": *mut f32,
});
record!(GatedDelta {
    T "T": usize, B "B": usize, H "H": usize, K "K": usize, V "V": usize, every "every": usize,
    queries "queries": *const f32, keys "keys": *const f32, values "values": *const f32, keep "keep": *const f32,
    write "write": *const f32, initial "initial": *const f32, outputs "outputs": *mut f32, r#final "final": *mut f32,
    errors "errors": *mut f32, states "states": *mut f32, scratch "scratch": *mut f32, scratch_bytes "scratchBytes": usize,
});
record!(GatedDeltaGradient {
    T "T": usize, B "B": usize, H "H": usize, K "K": usize, V "V": usize, every "every": usize,
    queries "queries": *const f32, keys "keys": *const f32, keep "keep": *const f32, write "write": *const f32,
    errors "errors": *const f32, states "states": *const f32, outputs_gradient "outputsGradient": *const f32,
    final_gradient "finalGradient": *const f32, queries_gradient "queriesGradient": *mut f32, keys_gradient "keysGradient": *mut f32,
    values_gradient "valuesGradient": *mut f32, keep_gradient "keepGradient": *mut f32, write_gradient "writeGradient": *mut f32,
    initial_gradient "initialGradient": *mut f32, scratch "scratch": *mut f32, scratch_bytes "scratchBytes": usize,
});
record!(MatrixRecurrence {
    T "T": usize, B "B": usize, H "H": usize, K "K": usize, V "V": usize, every "every": usize,
    queries "queries": *const f32, keys "keys": *const f32, values "values": *const f32, keep "keep": *const f32,
    recurrent_kernel "recurrentKernel": *const f32, initial "initial": *const f32, outputs "outputs": *mut f32,
    r#final "final": *mut f32, states "states": *mut f32, scratch "scratch": *mut f32,
    scratch_bytes "scratchBytes": usize,
});
record!(MatrixRecurrenceGradient {
    T "T": usize, B "B": usize, H "H": usize, K "K": usize, V "V": usize, every "every": usize,
    queries "queries": *const f32, keys "keys": *const f32, values "values": *const f32, keep "keep": *const f32,
    recurrent_kernel "recurrentKernel": *const f32, states "states": *const f32,
    outputs_gradient "outputsGradient": *const f32, final_gradient "finalGradient": *const f32,
    queries_gradient "queriesGradient": *mut f32, keys_gradient "keysGradient": *mut f32,
    values_gradient "valuesGradient": *mut f32, keep_gradient "keepGradient": *mut f32, partial "partial": *mut f32,
    initial_gradient "initialGradient": *mut f32, scratch "scratch": *mut f32, scratch_bytes "scratchBytes": usize,
});
record!(WindowAttention {
    T "T": usize, B "B": usize, H "H": usize, K "K": usize, window "window": usize,
    queries "queries": *const f32, keys "keys": *const f32, values "values": *const f32,
    cache_keys "cacheKeys": *const f32, cache_values "cacheValues": *const f32, filled "filled": *const f32,
    cosines "cosines": *const f32, sines "sines": *const f32, outputs "outputs": *mut f32,
    final_keys "finalKeys": *mut f32, final_values "finalValues": *mut f32, log_sums "logSums": *mut f32,
    scratch "scratch": *mut f32, scratch_bytes "scratchBytes": usize,
});
record!(WindowAttentionGradient {
    T "T": usize, B "B": usize, H "H": usize, K "K": usize, window "window": usize,
    queries "queries": *const f32, keys "keys": *const f32, values "values": *const f32,
    cache_keys "cacheKeys": *const f32, cache_values "cacheValues": *const f32, filled "filled": *const f32,
    cosines "cosines": *const f32, sines "sines": *const f32, outputs "outputs": *const f32,
    log_sums "logSums": *const f32, outputs_gradient "outputsGradient": *const f32,
    queries_gradient "queriesGradient": *mut f32, keys_gradient "keysGradient": *mut f32,
    values_gradient "valuesGradient": *mut f32, scratch "scratch": *mut f32, scratch_bytes "scratchBytes": usize,
});
record!(Generate { plan_at "planAt": *const f64 });
record!(GruBackward {
    T "T": usize, B "B": usize, H "H": usize, gates "gates": *const f32, outputs "outputs": *const f32,
    h0 "h0": *const f32, packed_ut "packedUT": *const f32, d_outputs "dOutputs": *const f32, dx "dx": *mut f32,
    du "du": *mut f32, dh0 "dh0": *mut f32, scratch "scratch": *mut f32, scratch_bytes "scratchBytes": usize,
});
record!(GruForward {
    T "T": usize, B "B": usize, H "H": usize, x "x": *const f32, tokens "tokens": *const i32,
    table "table": *const f32, packed_uzr "packedUzr": *const f32, packed_uh "packedUh": *const f32,
    bias "bias": *const f32, h0 "h0": *const f32, outputs "outputs": *mut f32, gates "gates": *mut f32,
    gates_step "gatesStep": usize,
    scratch "scratch": *mut f32, scratch_bytes "scratchBytes": usize,
});
record!(LstmBackward {
    T "T": usize, B "B": usize, H "H": usize, gates "gates": *const f32, cells "cells": *const f32,
    c0 "c0": *const f32, packed_ut "packedUT": *const f32, d_outputs "dOutputs": *const f32, dx "dx": *mut f32,
    dh0 "dh0": *mut f32, dc0 "dc0": *mut f32, scratch "scratch": *mut f32, scratch_bytes "scratchBytes": usize,
});
record!(LstmForward {
    T "T": usize, B "B": usize, H "H": usize, x "x": *const f32, tokens "tokens": *const i32,
    table "table": *const f32, packed_u "packedU": *const f32, h0 "h0": *const f32, c0 "c0": *const f32,
    outputs "outputs": *mut f32, cells "cells": *mut f32, gates "gates": *mut f32, gates_step "gatesStep": usize,
    scratch "scratch": *mut f32, scratch_bytes "scratchBytes": usize,
});
record!(ScatterAddRows {
    R "R": usize, V "V": usize, N "N": usize, tokens "tokens": *const i32, dx "dx": *const f32,
    d_table "dTable": *mut f32,
});
record!(Matmul {
    M "M": usize, N "N": usize, K "K": usize,
    a "a": *const f32, a_stride "aStride": usize, a_transposed "aTransposed": bool,
    b "b": *const f32, b_stride "bStride": usize, b_transposed "bTransposed": bool,
    c "c": *mut f32, c_stride "cStride": usize, bias "bias": *const f32, accumulate "accumulate": bool,
    scratch "scratch": *mut f32, scratch_bytes "scratchBytes": usize,
});
record!(
    /// What a processor could do at best: sums in registers, without memory.
    Limit { turns "turns": usize, to "to": *mut f32 }
);
record!(PackPanels {
    from "from": *const f32, stride "stride": usize, along "along": bool, columns "columns": usize,
    depth "depth": usize, to "to": *mut f32, blocks "blocks": usize, block_step "blockStep": usize,
    interleaved "interleaved": bool,
});
record!(RnnBackward {
    T "T": usize, B "B": usize, H "H": usize, outputs "outputs": *const f32, packed_ut "packedUT": *const f32,
    d_outputs "dOutputs": *const f32, dx "dx": *mut f32, dh0 "dh0": *mut f32,
    scratch "scratch": *mut f32, scratch_bytes "scratchBytes": usize,
});
record!(RnnForward {
    T "T": usize, B "B": usize, H "H": usize, x "x": *const f32, tokens "tokens": *const i32,
    table "table": *const f32, packed_u "packedU": *const f32, h0 "h0": *const f32, outputs "outputs": *mut f32,
    scratch "scratch": *mut f32, scratch_bytes "scratchBytes": usize,
});

record!(
    /// What `generate` is given; a `Layer` for each layer follows it in memory.
    Plan {
        steps "steps": usize, sequences "sequences": usize, rows "rows": usize, H "H": usize, Hp "Hp": usize,
        V "V": usize, Vp "Vp": usize, layers "layers": usize, temperature "temperature": f32, top_k "topK": usize,
        top_p "topP": f32, table "table": *const f32, dense_kernel "denseKernel": *const f32,
        dense_bias "denseBias": *const f32, logits "logits": *mut f32, tokens "tokens": *mut i32,
        uniforms "uniforms": *const f64, written "written": *mut i32, preactivations "preactivations": *mut f32,
        scratch "scratch": *mut f32, barrier "barrier": *mut u32, cell "cell": usize,
    }
);
record!(Layer {
    kernel "kernel": *const f32, recurrent_kernel "recurrentKernel": *const f32, bias "bias": *const f32,
    hidden "hidden": *mut f32, other_hidden "otherHidden": *mut f32, cell "cell": *mut f32,
});

record!(
    /// What `adam` is given of each parameter.
    AdamTensors {
        size "size": usize, parameter "parameter": *mut f32, gradient "gradient": *const f32, m "m": *mut f32,
        v "v": *mut f32, gradient_scale "gradientScale": f32, decay "decay": f32,
    }
);
record!(
    /// What `squared_norms` is given of each tensor.
    NormTensor { size "size": usize, x "x": *const f32, to "to": *mut f64 }
);

/// Calls a macro with the name of each job, its arguments, and the kernel that does it.
macro_rules! with_jobs {
    ($use_them:ident!($($given:tt)*)) => {
        $use_them! {
            ($($given)*)
            adam "adam" Adam optimizer::adam;
            add "add" Add elementwise::add;
            causal_convolution "causalConvolution" CausalConvolution causal_convolution::causal_convolution;
            causal_convolution_gradient "causalConvolutionGradient" CausalConvolutionGradient causal_convolution::causal_convolution_gradient;
            column_sums "columnSums" ColumnSums elementwise::column_sums;
            dropout "dropout" Dropout elementwise::dropout;
            linear_scan "linearScan" LinearScan linear_scan::linear_scan;
            linear_scan_gradient "linearScanGradient" LinearScanGradient linear_scan::linear_scan_gradient;
            multiply "multiply" Multiply elementwise::multiply;
            rms_norm "rmsNorm" RmsNorm rms_norm::rms_norm;
            rms_norm_gradient "rmsNormGradient" RmsNormGradient rms_norm::rms_norm_gradient;
            silu "silu" Silu gating::silu;
            silu_gradient "siluGradient" SiluGradient gating::silu_gradient;
            silu_product "siluProduct" SiluProduct gating::silu_product;
            silu_product_gradient "siluProductGradient" SiluProductGradient gating::silu_product_gradient;
            update_gate "updateGate" UpdateGate gating::update_gate;
            update_gate_gradient "updateGateGradient" UpdateGateGradient gating::update_gate_gradient;
            scale_rows "scaleRows" ScaleRows elementwise::scale_rows;
            softmax_cross_entropy "softmaxCrossEntropy" SoftmaxCrossEntropy elementwise::softmax_cross_entropy;
            squared_norms "squaredNorms" SquaredNorms optimizer::squared_norms;
            scatter_add_rows "scatterAddRows" ScatterAddRows elementwise::scatter_add_rows;
            matmul "matmul" Matmul products::matmul::<S>;
            limit "limit" Limit products::limit::<S>;
            pack_panels "packPanels" PackPanels products::pack_panels::<S>;
            lstm_forward "lstmForward" LstmForward lstm::lstm_forward::<S>;
            lstm_backward "lstmBackward" LstmBackward lstm::lstm_backward::<S>;
            gru_forward "gruForward" GruForward gru::gru_forward::<S>;
            gru_backward "gruBackward" GruBackward gru::gru_backward::<S>;
            rnn_forward "rnnForward" RnnForward rnn::rnn_forward::<S>;
            rnn_backward "rnnBackward" RnnBackward rnn::rnn_backward::<S>;
            gated_delta "gatedDelta" GatedDelta gated_delta::gated_delta;
            gated_delta_gradient "gatedDeltaGradient" GatedDeltaGradient gated_delta::gated_delta_gradient;
            matrix_recurrence "matrixRecurrence" MatrixRecurrence matrix_recurrence::matrix_recurrence;
            matrix_recurrence_gradient "matrixRecurrenceGradient" MatrixRecurrenceGradient matrix_recurrence::matrix_recurrence_gradient;
            window_attention "windowAttention" WindowAttention window_attention::window_attention;
            window_attention_gradient "windowAttentionGradient" WindowAttentionGradient window_attention::window_attention_gradient;
            generate "generate" Generate generate::generate::<S>;
        }
    };
}
pub(crate) use with_jobs;
